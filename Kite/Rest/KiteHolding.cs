using System.Text.Json.Serialization;

namespace Kite.Rest;

/// <summary>Shares held in the demat account. Money in rupees, quantities in shares.</summary>
public sealed record KiteHolding
{
    public string Tradingsymbol { get; init => field = value ?? ""; } = "";

    public string Exchange { get; init => field = value ?? ""; } = "";

    public uint InstrumentToken { get; init; }

    public string Isin { get; init => field = value ?? ""; } = "";

    public string Product { get; init => field = value ?? ""; } = "";

    public decimal Price { get; init; }

    public int Quantity { get; init; }

    public int UsedQuantity { get; init; }

    /// <summary>Bought and not yet delivered.</summary>
    public int T1Quantity { get; init; }

    public int RealisedQuantity { get; init; }

    public int AuthorisedQuantity { get; init; }

    public DateTimeOffset? AuthorisedDate { get; init; }

    /// <summary>JSON text; null when absent.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public string? Authorisation { get; init; }

    public int OpeningQuantity { get; init; }

    public int ShortQuantity { get; init; }

    public int CollateralQuantity { get; init; }

    public string? CollateralType { get; init; }

    public bool Discrepancy { get; init; }

    public decimal AveragePrice { get; init; }

    public decimal LastPrice { get; init; }

    public decimal ClosePrice { get; init; }

    public decimal Pnl { get; init; }

    public decimal DayChange { get; init; }

    public decimal DayChangePercentage { get; init; }

    public HoldingMtf? Mtf { get; init; }

    /// <summary>Only in the list of auctions: names the auction in an order of variety <c>auction</c>.</summary>
    public string? AuctionNumber { get; init; }
}

/// <summary>The part of a holding under margin funding.</summary>
public sealed record HoldingMtf
{
    public int Quantity { get; init; }

    public int UsedQuantity { get; init; }

    public decimal AveragePrice { get; init; }

    public decimal Value { get; init; }

    public decimal InitialMargin { get; init; }
}
