namespace Kite.Rest;

/// <summary>A fund. Money in rupees.</summary>
public sealed record KiteMfInstrument
{
    /// <summary>Its ISIN.</summary>
    public required string Tradingsymbol { get; init; }

    /// <summary>The house that runs it.</summary>
    public string Amc { get; init; } = "";

    public string Name { get; init; } = "";

    public bool PurchaseAllowed { get; init; }

    public bool RedemptionAllowed { get; init; }

    public decimal MinimumPurchaseAmount { get; init; }

    public decimal PurchaseAmountMultiplier { get; init; }

    public decimal MinimumAdditionalPurchaseAmount { get; init; }

    public decimal MinimumRedemptionQuantity { get; init; }

    public decimal RedemptionQuantityMultiplier { get; init; }

    public string DividendType { get; init; } = "";

    public string SchemeType { get; init; } = "";

    public string Plan { get; init; } = "";

    public string SettlementType { get; init; } = "";

    public decimal LastPrice { get; init; }

    public DateOnly? LastPriceDate { get; init; }
}
