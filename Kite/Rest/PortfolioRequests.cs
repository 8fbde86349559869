using System.Text.Json.Serialization;

namespace Kite.Rest;

/// <summary>A position to move to another product.</summary>
public sealed record ConvertPosition
{
    public required string Exchange { get; init; }

    public required string Tradingsymbol { get; init; }

    /// <summary>Of the position: BUY for a long one.</summary>
    public required string TransactionType { get; init; }

    /// <summary><c>day</c> or <c>overnight</c>; see <see cref="PositionTypes"/>.</summary>
    public required string PositionType { get; init; }

    /// <summary>Units.</summary>
    public required int Quantity { get; init; }

    public required string OldProduct { get; init; }

    public required string NewProduct { get; init; }

    internal Form Form()
    {
        var form = new Form();
        form.Add("exchange", Exchange);
        form.Add("tradingsymbol", Tradingsymbol);
        form.Add("transaction_type", TransactionType);
        form.Add("position_type", PositionType);
        form.Add("quantity", Quantity);
        form.Add("old_product", OldProduct);
        form.Add("new_product", NewProduct);
        return form;
    }
}

public static class PositionTypes
{
    public const string Day = "day";
    public const string Overnight = "overnight";
}

/// <summary>A holding to authorise for sale.</summary>
/// <param name="Quantity">Shares.</param>
public sealed record AuthoriseHolding(string Isin, decimal Quantity);

/// <summary>Totals of the holdings; rupees and percent.</summary>
public sealed record KiteHoldingsSummary
{
    public decimal TotalPnl { get; init; }

    public decimal TotalPnlPercent { get; init; }

    public decimal TodayPnl { get; init; }

    public decimal TodayPnlPercent { get; init; }

    public decimal InvestedAmount { get; init; }

    public decimal CurrentValue { get; init; }
}

sealed record RequestId
{
    [JsonPropertyName("request_id")]
    public string Id { get; init => field = value ?? ""; } = "";
}
