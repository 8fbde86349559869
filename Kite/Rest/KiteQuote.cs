namespace Kite.Rest;

/// <summary>A full market snapshot. Prices in rupees, quantities in units.</summary>
public sealed record KiteQuote
{
    public uint InstrumentToken { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    public DateTimeOffset? LastTradeTime { get; init; }

    public decimal LastPrice { get; init; }

    public long LastQuantity { get; init; }

    public long BuyQuantity { get; init; }

    public long SellQuantity { get; init; }

    public long Volume { get; init; }

    public decimal AveragePrice { get; init; }

    public long Oi { get; init; }

    public long OiDayHigh { get; init; }

    public long OiDayLow { get; init; }

    public decimal NetChange { get; init; }

    /// <summary>The lowest price that the exchange takes today; the ticker does not carry it.</summary>
    public decimal LowerCircuitLimit { get; init; }

    /// <summary>The highest price that the exchange takes today; the ticker does not carry it.</summary>
    public decimal UpperCircuitLimit { get; init; }

    public KiteOhlc Ohlc { get; init => field = value ?? new(); } = new();

    public QuoteDepth Depth { get; init => field = value ?? new(); } = new();
}

/// <summary>Day prices in rupees; close is the previous session's.</summary>
public sealed record KiteOhlc
{
    public decimal Open { get; init; }

    public decimal High { get; init; }

    public decimal Low { get; init; }

    public decimal Close { get; init; }
}

/// <summary>Up to five levels a side, best first.</summary>
public sealed record QuoteDepth
{
    public IReadOnlyList<QuoteLevel> Buy { get; init => field = value ?? []; } = [];

    public IReadOnlyList<QuoteLevel> Sell { get; init => field = value ?? []; } = [];
}

public sealed record QuoteLevel
{
    public decimal Price { get; init; }

    public long Quantity { get; init; }

    public int Orders { get; init; }
}

/// <summary>Last price and day prices, in rupees.</summary>
public sealed record KiteOhlcQuote
{
    public uint InstrumentToken { get; init; }

    public decimal LastPrice { get; init; }

    public KiteOhlc Ohlc { get; init => field = value ?? new(); } = new();
}

/// <summary>Last price in rupees.</summary>
public sealed record KiteLtp
{
    public uint InstrumentToken { get; init; }

    public decimal LastPrice { get; init; }
}
