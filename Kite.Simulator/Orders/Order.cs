namespace Kite.Simulator.Orders;

/// <summary>An order with its history; the last row is its present state.</summary>
internal sealed class Order(OrderRow first)
{
    public List<OrderRow> History { get; } = [first];

    public OrderRow Row => History[^1];

    /// <summary>The values of a modification that the exchange has not confirmed yet.</summary>
    public OrderChange? Change { get; set; }

    /// <summary>The book that it was last matched against: one book is taken from once.</summary>
    public int MatchedBook { get; set; } = -1;
}

/// <summary>What a modification asks for; null keeps a value.</summary>
internal sealed record OrderChange(int? Quantity, decimal? Price, decimal? TriggerPrice, string? OrderType, string? Validity);

/// <summary>A request to place an order, as far as it can be read.</summary>
internal sealed record OrderRequest(
    string UserId, string Variety, string Exchange, string Symbol, string TransactionType, string OrderType, string Product, int Quantity,
    decimal Price, decimal TriggerPrice, string Validity, int ValidityMinutes, int DisclosedQuantity, decimal MarketProtection, string? Tag,
    bool AutoSlice, int IcebergLegs = 0, int IcebergQuantity = 0, string? AuctionNumber = null);
