namespace Kite.Rest;

/// <summary>Positions: as they stand, and what today alone added.</summary>
public sealed record KitePositions
{
    public IReadOnlyList<KitePosition> Net { get; init => field = value ?? []; } = [];

    public IReadOnlyList<KitePosition> Day { get; init => field = value ?? []; } = [];
}

/// <summary>One position. Money in rupees, quantities in units and signed: negative is short. A closed one stays with quantity 0.</summary>
public sealed record KitePosition
{
    public string Tradingsymbol { get; init => field = value ?? ""; } = "";

    public string Exchange { get; init => field = value ?? ""; } = "";

    public uint InstrumentToken { get; init; }

    public string Product { get; init => field = value ?? ""; } = "";

    public int Quantity { get; init; }

    public int OvernightQuantity { get; init; }

    public decimal Multiplier { get; init; }

    public decimal AveragePrice { get; init; }

    public decimal ClosePrice { get; init; }

    public decimal LastPrice { get; init; }

    public decimal Value { get; init; }

    public decimal Pnl { get; init; }

    public decimal M2m { get; init; }

    public decimal Unrealised { get; init; }

    public decimal Realised { get; init; }

    public int BuyQuantity { get; init; }

    public decimal BuyPrice { get; init; }

    public decimal BuyValue { get; init; }

    public decimal BuyM2m { get; init; }

    public int SellQuantity { get; init; }

    public decimal SellPrice { get; init; }

    public decimal SellValue { get; init; }

    public decimal SellM2m { get; init; }

    public int DayBuyQuantity { get; init; }

    public decimal DayBuyPrice { get; init; }

    public decimal DayBuyValue { get; init; }

    public int DaySellQuantity { get; init; }

    public decimal DaySellPrice { get; init; }

    public decimal DaySellValue { get; init; }
}
