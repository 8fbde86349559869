using System.Text.Json.Serialization;

namespace Kite.Rest;

/// <summary>
/// A good-till-triggered order: the broker watches the last price and places a LIMIT order, good for the day, once. It is no stop at the
/// exchange: a price can jump over it. List entries may lack fields.
/// </summary>
public sealed record KiteGtt
{
    public string Id { get; init => field = value ?? ""; } = "";

    public string UserId { get; init => field = value ?? ""; } = "";

    public string? ParentTrigger { get; init; }

    /// <summary>See <see cref="GttTypes"/>.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>See <see cref="GttStatus"/>; free text beyond that.</summary>
    public string Status { get; init => field = value ?? ""; } = "";

    public GttCondition Condition { get; init => field = value ?? new(); } = new();

    public IReadOnlyList<GttOrder> Orders { get; init => field = value ?? []; } = [];

    /// <summary>JSON text, for example of why it was refused; null when absent.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public string? Meta { get; init; }
}

/// <summary>What fires it.</summary>
public sealed record GttCondition
{
    public string Exchange { get; init => field = value ?? ""; } = "";

    public string Tradingsymbol { get; init => field = value ?? ""; } = "";

    /// <summary>When it was placed.</summary>
    public decimal LastPrice { get; init; }

    /// <summary>Rupees, ascending: one, or stop and target.</summary>
    public IReadOnlyList<decimal> TriggerValues { get; init => field = value ?? []; } = [];

    public uint InstrumentToken { get; init; }
}

/// <summary>What is placed when the trigger of the same index fires.</summary>
public sealed record GttOrder
{
    public string Exchange { get; init => field = value ?? ""; } = "";

    public string Tradingsymbol { get; init => field = value ?? ""; } = "";

    public string TransactionType { get; init => field = value ?? ""; } = "";

    public int Quantity { get; init; }

    public string OrderType { get; init => field = value ?? ""; } = "";

    public string Product { get; init => field = value ?? ""; } = "";

    public decimal Price { get; init; }

    /// <summary>Null until its trigger fired.</summary>
    public GttResult? Result { get; init; }
}

/// <summary>What became of a fired trigger.</summary>
public sealed record GttResult
{
    public string? AccountId { get; init; }

    public string Exchange { get; init => field = value ?? ""; } = "";

    public string Tradingsymbol { get; init => field = value ?? ""; } = "";

    public string? Validity { get; init; }

    public string Product { get; init => field = value ?? ""; } = "";

    public string OrderType { get; init => field = value ?? ""; } = "";

    public string TransactionType { get; init => field = value ?? ""; } = "";

    public int Quantity { get; init; }

    public decimal Price { get; init; }

    public string? Meta { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The last price that fired it, rupees.</summary>
    public decimal TriggeredAt { get; init; }

    public GttOrderResult OrderResult { get; init => field = value ?? new(); } = new();
}

/// <summary>The order that was placed, or why none was.</summary>
public sealed record GttOrderResult
{
    /// <summary><c>success</c> or <c>failed</c>.</summary>
    public string Status { get; init => field = value ?? ""; } = "";

    public string? OrderId { get; init; }

    public string? RejectionReason { get; init; }
}

public static class GttTypes
{
    public const string OneLeg = "single";
    public const string TwoLeg = "two-leg";
}

public static class GttStatus
{
    public const string Active = "active";
    public const string Triggered = "triggered";
    public const string Disabled = "disabled";
    public const string Expired = "expired";
    public const string Cancelled = "cancelled";
    public const string Rejected = "rejected";
    public const string Deleted = "deleted";
}

/// <summary>The wire form of the answer to every change.</summary>
sealed record TriggerId
{
    [JsonPropertyName("trigger_id")]
    public string Id { get; init => field = value ?? ""; } = "";
}
