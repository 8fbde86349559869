namespace Kite.Rest;

/// <summary>An order for fund units. Money in rupees; quantities are units with fractions.</summary>
public sealed record KiteMfOrder
{
    public string OrderId { get; init => field = value ?? ""; } = "";

    public string? ExchangeOrderId { get; init; }

    public string Status { get; init => field = value ?? ""; } = "";

    public string? StatusMessage { get; init; }

    /// <summary>The fund's ISIN.</summary>
    public string Tradingsymbol { get; init => field = value ?? ""; } = "";

    public string Fund { get; init => field = value ?? ""; } = "";

    public string? Folio { get; init; }

    public string TransactionType { get; init => field = value ?? ""; } = "";

    /// <summary><c>regular</c>, <c>sip</c> or <c>amc_sip</c>.</summary>
    public string Variety { get; init => field = value ?? ""; } = "";

    /// <summary><c>FRESH</c>, <c>ADDITIONAL</c> or null.</summary>
    public string? PurchaseType { get; init; }

    public decimal Amount { get; init; }

    public decimal Quantity { get; init; }

    public decimal AveragePrice { get; init; }

    public decimal LastPrice { get; init; }

    public DateTimeOffset? LastPriceDate { get; init; }

    public DateTimeOffset? OrderTimestamp { get; init; }

    /// <summary>A date.</summary>
    public DateTimeOffset? ExchangeTimestamp { get; init; }

    public string? SettlementId { get; init; }

    public string PlacedBy { get; init => field = value ?? ""; } = "";

    public string? Tag { get; init; }
}

/// <summary>An order for fund units to place. The broker says that new users' orders need a payment that the API has no step for.</summary>
public sealed record PlaceMfOrder
{
    /// <summary>The fund's ISIN.</summary>
    public required string Tradingsymbol { get; init; }

    public required string TransactionType { get; init; }

    /// <summary>Rupees, to buy.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Units, to sell.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>Up to 20 letters and digits.</summary>
    public string? Tag { get; init; }

    internal Form Form()
    {
        var form = new Form();
        form.Add("tradingsymbol", Tradingsymbol);
        form.Add("transaction_type", TransactionType);
        form.Add("amount", Amount);
        form.Add("quantity", Quantity);
        form.Add("tag", Tag);
        return form;
    }
}

/// <summary>Fund units held. Money in rupees.</summary>
public sealed record KiteMfHolding
{
    public string Folio { get; init => field = value ?? ""; } = "";

    public string Fund { get; init => field = value ?? ""; } = "";

    /// <summary>The fund's ISIN.</summary>
    public string Tradingsymbol { get; init => field = value ?? ""; } = "";

    public decimal AveragePrice { get; init; }

    public decimal LastPrice { get; init; }

    public DateTimeOffset? LastPriceDate { get; init; }

    public decimal Pnl { get; init; }

    public decimal Quantity { get; init; }

    public decimal PledgedQuantity { get; init; }
}
