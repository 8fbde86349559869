namespace Grains.Interfaces.Instruments;

/// <summary>
/// One ticker packet of one instrument. Prices are raw integers as the broker sends them: divide by <see cref="Divisor"/> for rupees.
/// Quantities, volume and open interest are in units, not lots. Which fields mean anything depends on <see cref="Kind"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticker.MarketTick")]
public readonly record struct MarketTick
{
    /// <summary>What the packet carried.</summary>
    [Id(0)] public TickKind Kind { get; init; }

    /// <summary>Raw units per rupee: 100 for shares and derivatives, 10,000,000 for currencies.</summary>
    [Id(1)] public int Divisor { get; init; }

    /// <summary>The broker's instrument token of the day.</summary>
    [Id(2)] public uint Token { get; init; }

    [Id(3)] public int LastPrice { get; init; }

    [Id(4)] public uint LastQuantity { get; init; }

    [Id(5)] public int AveragePrice { get; init; }

    [Id(6)] public uint Volume { get; init; }

    [Id(7)] public uint BuyQuantity { get; init; }

    [Id(8)] public uint SellQuantity { get; init; }

    [Id(9)] public int Open { get; init; }

    [Id(10)] public int High { get; init; }

    [Id(11)] public int Low { get; init; }

    /// <summary>The previous session's close.</summary>
    [Id(12)] public int Close { get; init; }

    [Id(13)] public uint OpenInterest { get; init; }

    [Id(14)] public uint OpenInterestHigh { get; init; }

    [Id(15)] public uint OpenInterestLow { get; init; }

    /// <summary>Unix seconds; 0 when the packet has none.</summary>
    [Id(16)] public uint LastTradeTime { get; init; }

    /// <summary>Unix seconds by the exchange's clock; 0 when the packet has none.</summary>
    [Id(17)] public uint ExchangeTime { get; init; }

    /// <summary>When the frame arrived, UTC ticks of the service's clock.</summary>
    [Id(18)] public long ReceivedAt { get; init; }

    /// <summary>The connection that carried it: grows with every reconnect of a feed, because a fresh snapshot may repeat older stamps.</summary>
    [Id(19)] public int Connection { get; init; }

    /// <summary>Account and slot, <c>sim:0</c>.</summary>
    [Id(20)] public string Source { get; init; }

    [Id(21)] public DepthSide Bids { get; init; }

    [Id(22)] public DepthSide Asks { get; init; }

    /// <summary>Whether day figures (open, high, low, close) are present.</summary>
    public bool HasDay => Kind != TickKind.Ltp;

    /// <summary>Whether a book, open interest and stamps are present.</summary>
    public bool HasBook => Kind == TickKind.Full;
}

/// <summary>The packet layouts of the ticker.</summary>
[GenerateSerializer, Alias("ticker.TickKind")]
public enum TickKind : byte
{
    Ltp,
    IndexQuote,
    IndexFull,
    Quote,
    Full,
}

/// <summary>One price level: raw price, units offered, number of orders.</summary>
[GenerateSerializer, Immutable, Alias("ticker.DepthLevel")]
public readonly record struct DepthLevel([property: Id(0)] int Price, [property: Id(1)] uint Quantity, [property: Id(2)] ushort Orders);

/// <summary>The five best levels of one side, best first; an empty level is all zero.</summary>
[GenerateSerializer, Immutable, Alias("ticker.DepthSide")]
public readonly record struct DepthSide(
    [property: Id(0)] DepthLevel Best,
    [property: Id(1)] DepthLevel Second,
    [property: Id(2)] DepthLevel Third,
    [property: Id(3)] DepthLevel Fourth,
    [property: Id(4)] DepthLevel Fifth);
