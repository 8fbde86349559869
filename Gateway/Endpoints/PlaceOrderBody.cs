using Grains.Interfaces.Orders;

namespace Gateway.Endpoints;

/// <summary>The body of <c>POST /api/v1/orders</c>, in Kite's words. Unknown fields are refused: a misspelt one must not be an order without it.</summary>
sealed record PlaceOrderBody
{
    /// <summary>An account id, or <c>auto</c>. Default: <c>auto</c>.</summary>
    public string? Account { get; init; }

    public string? Exchange { get; init; }

    public string? Tradingsymbol { get; init; }

    /// <summary>BUY or SELL.</summary>
    public string? TransactionType { get; init; }

    /// <summary>LIMIT, MARKET, SL, or SL-M where the exchange takes it.</summary>
    public string? OrderType { get; init; }

    /// <summary>NRML or MIS for derivatives; CNC, MIS or MTF for shares.</summary>
    public string? Product { get; init; }

    /// <summary>Units, a multiple of the lot.</summary>
    public int? Quantity { get; init; }

    /// <summary>Rupees; required on LIMIT and SL.</summary>
    public decimal? Price { get; init; }

    /// <summary>DAY, IOC or TTL. Default: DAY.</summary>
    public string? Validity { get; init; }

    /// <summary>MARKET and SL-M only: percent around the last price, or -1 for the broker's slab. Default: -1.</summary>
    public decimal? MarketProtection { get; init; }

    /// <summary>LIMIT only. Default: false.</summary>
    public bool? ResendIfAbsent { get; init; }

    /// <summary>regular, amo, co or iceberg. Default: regular.</summary>
    public string? Variety { get; init; }

    /// <summary>Rupees; required on SL, SL-M and co.</summary>
    public decimal? TriggerPrice { get; init; }

    /// <summary>Minutes; with validity TTL.</summary>
    public int? ValidityTtl { get; init; }

    /// <summary>Units; shares only.</summary>
    public int? DisclosedQuantity { get; init; }

    /// <summary>iceberg only: 2 to 10.</summary>
    public int? IcebergLegs { get; init; }

    /// <summary>iceberg only: units of each leg.</summary>
    public int? IcebergQuantity { get; init; }

    /// <summary>Split a quantity above the freeze quantity into slices. Default: false, it is refused.</summary>
    public bool? Autoslice { get; init; }

    /// <summary>Milliseconds after which it is not sent any more. Default: none.</summary>
    public int? DeadlineMs { get; init; }

    /// <summary>With account auto: a declared pool of accounts.</summary>
    public string? Pool { get; init; }

    public (OrderRequest? Request, Problem? Problem) ToRequest(string requestedBy)
    {
        var missing =
            string.IsNullOrEmpty(Exchange) ? "exchange"
            : string.IsNullOrEmpty(Tradingsymbol) ? "tradingsymbol"
            : string.IsNullOrEmpty(TransactionType) ? "transaction_type"
            : string.IsNullOrEmpty(OrderType) ? "order_type"
            : string.IsNullOrEmpty(Product) ? "product"
            : Quantity is null ? "quantity"
            : null;
        if (missing is not null)
            return (null, new(400, "missing_field", $"The field {missing} is required.", missing));
        return (new()
        {
            Account = Account ?? "auto",
            Exchange = Exchange!,
            Tradingsymbol = Tradingsymbol!,
            TransactionType = TransactionType!,
            OrderType = OrderType!,
            Product = Product!,
            Quantity = Quantity!.Value,
            Price = Price,
            Validity = Validity ?? "DAY",
            MarketProtection = MarketProtection,
            ResendIfAbsent = ResendIfAbsent ?? false,
            Variety = Variety ?? "regular",
            TriggerPrice = TriggerPrice,
            ValidityTtl = ValidityTtl,
            DisclosedQuantity = DisclosedQuantity,
            IcebergLegs = IcebergLegs,
            IcebergQuantity = IcebergQuantity,
            Autoslice = Autoslice ?? false,
            DeadlineMs = DeadlineMs,
            Pool = Pool,
            RequestedBy = requestedBy,
        }, null);
    }
}
