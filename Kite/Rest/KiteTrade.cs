namespace Kite.Rest;

/// <summary>A fill. Price in rupees, quantity in units.</summary>
public sealed record KiteTrade
{
    public string TradeId { get; init => field = value ?? ""; } = "";

    public string OrderId { get; init => field = value ?? ""; } = "";

    public string? ExchangeOrderId { get; init; }

    public string Exchange { get; init => field = value ?? ""; } = "";

    public string Tradingsymbol { get; init => field = value ?? ""; } = "";

    public uint InstrumentToken { get; init; }

    public string Product { get; init => field = value ?? ""; } = "";

    public string TransactionType { get; init => field = value ?? ""; } = "";

    /// <summary>The price of this fill.</summary>
    public decimal AveragePrice { get; init; }

    public int Quantity { get; init; }

    public DateTimeOffset? FillTimestamp { get; init; }

    public DateTimeOffset? ExchangeTimestamp { get; init; }

    /// <summary>As sent: often a time without a date.</summary>
    public string? OrderTimestamp { get; init; }
}
