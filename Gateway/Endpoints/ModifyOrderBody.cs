using Grains.Interfaces.Orders;

namespace Gateway.Endpoints;

/// <summary>The body of <c>PATCH /api/v1/orders/{id}</c>: new absolute values; what is left out stays.</summary>
sealed record ModifyOrderBody
{
    /// <summary>Units in all, what is filled included.</summary>
    public int? Quantity { get; init; }

    /// <summary>Rupees.</summary>
    public decimal? Price { get; init; }

    /// <summary>Rupees.</summary>
    public decimal? TriggerPrice { get; init; }

    public string? OrderType { get; init; }

    public string? Validity { get; init; }

    /// <summary>Minutes.</summary>
    public int? ValidityTtl { get; init; }

    /// <summary>Units.</summary>
    public int? DisclosedQuantity { get; init; }

    public decimal? MarketProtection { get; init; }

    public OrderModification ToChange() => new()
    {
        Quantity = Quantity,
        Price = Price,
        TriggerPrice = TriggerPrice,
        OrderType = OrderType,
        Validity = Validity,
        ValidityTtl = ValidityTtl,
        DisclosedQuantity = DisclosedQuantity,
        MarketProtection = MarketProtection,
    };
}
