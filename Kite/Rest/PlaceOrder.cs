namespace Kite.Rest;

/// <summary>An order to place. Prices in rupees, quantities in units (a multiple of the lot size for derivatives). Null is not sent.</summary>
public sealed record PlaceOrder
{
    public required string Exchange { get; init; }

    /// <summary>Exactly as in the instrument list.</summary>
    public required string Tradingsymbol { get; init; }

    public required string TransactionType { get; init; }

    public required string OrderType { get; init; }

    public required string Product { get; init; }

    public required int Quantity { get; init; }

    /// <summary>For LIMIT and SL; a multiple of the tick size.</summary>
    public decimal? Price { get; init; }

    /// <summary>For SL, SL-M and cover orders: above the last price to buy, below to sell.</summary>
    public decimal? TriggerPrice { get; init; }

    /// <summary>Null means DAY at the broker.</summary>
    public string? Validity { get; init; }

    /// <summary>Minutes; with validity TTL.</summary>
    public int? ValidityTtl { get; init; }

    /// <summary>Shares only.</summary>
    public int? DisclosedQuantity { get; init; }

    /// <summary>-1: the broker's own band; above 0: percent. Required for MARKET and SL-M since April 2026; 0 is refused.</summary>
    public decimal? MarketProtection { get; init; }

    /// <summary>Up to 20 letters and digits; the only thing of the caller's that comes back with the order.</summary>
    public string? Tag { get; init; }

    /// <summary>Lets the broker split above the freeze quantity; see <see cref="PlacedOrder.Children"/>.</summary>
    public bool AutoSlice { get; init; }

    /// <summary>2–10.</summary>
    public int? IcebergLegs { get; init; }

    /// <summary>Units in each leg.</summary>
    public int? IcebergQuantity { get; init; }

    public string? AuctionNumber { get; init; }

    /// <summary>The exchange's id of an algorithm.</summary>
    public string? AlgoId { get; init; }

    /// <summary>Not sent: whether it may use what is kept for exits of a paced client's budget.</summary>
    public bool IsExit { get; init; }

    internal void Write(Form form)
    {
        form.Add("exchange", Exchange);
        form.Add("tradingsymbol", Tradingsymbol);
        form.Add("transaction_type", TransactionType);
        form.Add("order_type", OrderType);
        form.Add("product", Product);
        form.Add("quantity", Quantity);
        form.Add("price", Price);
        form.Add("trigger_price", TriggerPrice);
        form.Add("validity", Validity);
        form.Add("validity_ttl", ValidityTtl);
        form.Add("disclosed_quantity", DisclosedQuantity);
        form.Add("market_protection", MarketProtection);
        form.Add("iceberg_legs", IcebergLegs);
        form.Add("iceberg_quantity", IcebergQuantity);
        form.Add("auction_number", AuctionNumber);
        form.Add("algo_id", AlgoId);
        form.Add("tag", Tag);
        form.Add("autoslice", AutoSlice ? "true" : null);
    }
}
