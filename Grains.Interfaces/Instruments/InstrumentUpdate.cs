using Pricing;

namespace Grains.Interfaces.Instruments;

/// <summary>
/// The latest state of one instrument as the chain needs it: raw prices (see <see cref="MarketTick"/>), the implied volatility with what it was solved from.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticker.InstrumentUpdate")]
public readonly record struct InstrumentUpdate
{
    /// <summary><c>exchange:tradingsymbol</c>.</summary>
    [Id(0)] public string Instrument { get; init; }

    [Id(1)] public uint Token { get; init; }

    [Id(2)] public int Divisor { get; init; }

    [Id(3)] public int LastPrice { get; init; }

    [Id(4)] public int Open { get; init; }

    [Id(5)] public int High { get; init; }

    [Id(6)] public int Low { get; init; }

    [Id(7)] public int Close { get; init; }

    /// <summary>Best bid, raw; 0 when that side is empty or was refused.</summary>
    [Id(8)] public int Bid { get; init; }

    [Id(9)] public int Ask { get; init; }

    [Id(10)] public uint BidQuantity { get; init; }

    [Id(11)] public uint AskQuantity { get; init; }

    [Id(12)] public uint Volume { get; init; }

    [Id(13)] public uint OpenInterest { get; init; }

    /// <summary>Unix seconds by the exchange's clock; 0 when unknown.</summary>
    [Id(14)] public uint ExchangeTime { get; init; }

    /// <summary>UTC ticks.</summary>
    [Id(15)] public long ReceivedAt { get; init; }

    /// <summary>Account and slot.</summary>
    [Id(16)] public string Source { get; init; }

    /// <summary>Decimal volatility a year; NaN unless <see cref="Status"/> is <see cref="PricingStatus.Ok"/>.</summary>
    [Id(17)] public double ImpliedVolatility { get; init; }

    [Id(18)] public PricingStatus Status { get; init; }

    /// <summary>Half a tick moves the implied volatility by more than one point.</summary>
    [Id(19)] public bool LowInformation { get; init; }

    /// <summary>The forward that the solution used; NaN when there was none.</summary>
    [Id(20)] public double SolvedForward { get; init; }

    /// <summary>Unix seconds; 0 when it has not traded.</summary>
    [Id(21)] public uint LastTradeTime { get; init; }
}
