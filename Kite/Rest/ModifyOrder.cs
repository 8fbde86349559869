namespace Kite.Rest;

/// <summary>New absolute values for an open order. Null keeps what the order has.</summary>
public sealed record ModifyOrder
{
    /// <summary>Units; the new total, by our reading of the broker: verify by reading the order back.</summary>
    public int? Quantity { get; init; }

    public decimal? Price { get; init; }

    public decimal? TriggerPrice { get; init; }

    public string? OrderType { get; init; }

    public string? Validity { get; init; }

    public int? ValidityTtl { get; init; }

    public int? DisclosedQuantity { get; init; }

    public decimal? MarketProtection { get; init; }

    /// <summary>For the second leg of a cover order.</summary>
    public string? ParentOrderId { get; init; }

    internal void Write(Form form)
    {
        form.Add("parent_order_id", ParentOrderId);
        form.Add("quantity", Quantity);
        form.Add("price", Price);
        form.Add("trigger_price", TriggerPrice);
        form.Add("order_type", OrderType);
        form.Add("validity", Validity);
        form.Add("validity_ttl", ValidityTtl);
        form.Add("disclosed_quantity", DisclosedQuantity);
        form.Add("market_protection", MarketProtection);
    }
}
