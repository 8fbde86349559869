using System.Text.Json.Serialization;
using Pricing;

namespace Grains.Interfaces.Chains;

/// <summary>
/// One instrument as clients see it (design: <c>Q</c>). Prices in rupees; volatility as a decimal (0.1325); theta per calendar day, vega per volatility point,
/// rho per percentage point of rate, delta and gamma per index point of the published forward. What cannot be computed is null and <see cref="Status"/> says why.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticker.OptionQuote")]
public sealed record OptionQuote
{
    /// <summary><c>exchange:tradingsymbol</c>.</summary>
    [Id(0)] public required string Instrument { get; init; }

    [Id(1)] public required uint Token { get; init; }

    [Id(2)] public decimal? Ltp { get; init; }

    /// <summary>Last price less the previous session's close, rupees.</summary>
    [Id(3)] public decimal? Change { get; init; }

    [Id(4)] public decimal? Open { get; init; }

    [Id(5)] public decimal? High { get; init; }

    [Id(6)] public decimal? Low { get; init; }

    [Id(7)] public decimal? Close { get; init; }

    [Id(8)] public decimal? Bid { get; init; }

    [Id(9)] public decimal? Ask { get; init; }

    [Id(10)] public long? BidQty { get; init; }

    [Id(11)] public long? AskQty { get; init; }

    [Id(12)] public long? Volume { get; init; }

    [Id(13)] public long? Oi { get; init; }

    [Id(14)] public double? Iv { get; init; }

    /// <summary>Whose volatility the Greeks are made with: <c>own</c>, or <c>twin</c>, the out-of-the-money option of the same strike; null when there is none.</summary>
    [Id(15)] public string? IvSource { get; init; }

    [Id(16)] public bool LowInformation { get; init; }

    [Id(17)] public double? Delta { get; init; }

    [Id(18)] public double? Gamma { get; init; }

    [Id(19)] public double? ThetaPerDay { get; init; }

    [Id(20)] public double? VegaPerPoint { get; init; }

    [Id(21)] public double? RhoPerPoint { get; init; }

    /// <summary>Black-76 price at <see cref="Iv"/> and the chain's forward, rupees.</summary>
    [Id(22)] public double? Price { get; init; }

    [Id(23)] public PricingStatus Status { get; init; }

    [Id(24)] public Freshness Freshness { get; init; }

    /// <summary>Account and slot that carried the last packet.</summary>
    [Id(25)] public string? Source { get; init; }

    [Id(26)] public DateTimeOffset? ExchangeTime { get; init; }

    /// <summary>Another convention's figures, only where a request asked for them.</summary>
    [Id(27), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConventionView? Convention { get; init; }
}

/// <summary>How far a quote can be trusted to be current.</summary>
[GenerateSerializer, Alias("ticker.Freshness")]
public enum Freshness : byte
{
    /// <summary>Subscribed, and no packet yet.</summary>
    Pending,

    /// <summary>A packet arrived within the live threshold (10 s).</summary>
    Live,

    /// <summary>Older, while its socket is healthy: the instrument has not traded.</summary>
    Quiet,

    /// <summary>Its socket is silent in session, or the exchange time lags.</summary>
    Stale,

    /// <summary>Its socket is down.</summary>
    Disconnected,

    /// <summary>The account may not have this data.</summary>
    NotEntitled,

    /// <summary>Outside the session.</summary>
    Closed,

    /// <summary>From the simulator: never to be mistaken for a market.</summary>
    Simulated,
}
