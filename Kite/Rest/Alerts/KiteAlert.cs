using System.Text.Json.Serialization;

namespace Kite.Rest;

/// <summary>A price alert; one of type <c>ato</c> places a basket of orders as well. Indices have the exchange <c>INDICES</c> here.</summary>
public sealed record KiteAlert
{
    public string Uuid { get; init => field = value ?? ""; } = "";

    public string UserId { get; init => field = value ?? ""; } = "";

    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>See <see cref="AlertTypes"/>.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary><c>enabled</c>, <c>disabled</c> or <c>deleted</c>.</summary>
    public string Status { get; init => field = value ?? ""; } = "";

    public string? DisabledReason { get; init; }

    public string LhsExchange { get; init => field = value ?? ""; } = "";

    public string LhsTradingsymbol { get; init => field = value ?? ""; } = "";

    /// <summary><c>LastTradedPrice</c>.</summary>
    public string LhsAttribute { get; init => field = value ?? ""; } = "";

    /// <summary><c>&lt;=</c>, <c>&gt;=</c>, <c>&lt;</c>, <c>&gt;</c> or <c>==</c>.</summary>
    public string Operator { get; init => field = value ?? ""; } = "";

    /// <summary><c>constant</c> or <c>instrument</c>.</summary>
    public string RhsType { get; init => field = value ?? ""; } = "";

    public decimal RhsConstant { get; init; }

    public string? RhsExchange { get; init; }

    public string? RhsTradingsymbol { get; init; }

    public string? RhsAttribute { get; init; }

    /// <summary>How often it fired.</summary>
    public int AlertCount { get; init; }

    /// <summary>JSON text; only of type <c>ato</c>.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public string? Basket { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>One time that an alert fired.</summary>
public sealed record AlertFiring
{
    public string Uuid { get; init => field = value ?? ""; } = "";

    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>In words.</summary>
    public string? Condition { get; init; }

    /// <summary>JSON text: the market when it fired.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public string? Meta { get; init; }

    /// <summary>JSON text: the orders that were placed.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public string? OrderMeta { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }
}

public static class AlertTypes
{
    public const string Simple = "simple";

    /// <summary>Alert triggers order.</summary>
    public const string Ato = "ato";
}

/// <summary>An alert to make, or what replaces one. Either a constant or an instrument stands on the right.</summary>
public sealed record PlaceAlert
{
    public required string Name { get; init; }

    public string Type { get; init; } = AlertTypes.Simple;

    /// <summary><c>INDICES</c> for an index.</summary>
    public required string LhsExchange { get; init; }

    public required string LhsTradingsymbol { get; init; }

    public string LhsAttribute { get; init; } = "LastTradedPrice";

    /// <summary><c>&lt;=</c>, <c>&gt;=</c>, <c>&lt;</c>, <c>&gt;</c> or <c>==</c>.</summary>
    public required string Operator { get; init; }

    /// <summary>Rupees.</summary>
    public decimal? RhsConstant { get; init; }

    public string? RhsExchange { get; init; }

    public string? RhsTradingsymbol { get; init; }

    /// <summary>JSON text of the orders; for type <c>ato</c>.</summary>
    public string? Basket { get; init; }

    internal string? Fault() => RhsConstant is null == (RhsTradingsymbol is null)
        ? "An alert compares with a constant or with an instrument: give one of the two."
        : Type == AlertTypes.Ato && Basket is null ? "An alert that places orders needs its basket." : null;

    internal Form Form()
    {
        var form = new Form();
        form.Add("name", Name);
        form.Add("type", Type);
        form.Add("lhs_exchange", LhsExchange);
        form.Add("lhs_tradingsymbol", LhsTradingsymbol);
        form.Add("lhs_attribute", LhsAttribute);
        form.Add("operator", Operator);
        form.Add("rhs_type", RhsConstant is null ? "instrument" : "constant");
        form.Add("rhs_constant", RhsConstant);
        form.Add("rhs_exchange", RhsExchange);
        form.Add("rhs_tradingsymbol", RhsTradingsymbol);
        form.Add("rhs_attribute", RhsConstant is null ? "LastTradedPrice" : null);
        form.Add("basket", Basket);
        return form;
    }
}
