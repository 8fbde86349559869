using System.Collections.Immutable;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Instruments;
using Pricing.Chains;

namespace Grains.Interfaces.Chains;

/// <summary>Everything of a chain but its rows.</summary>
[GenerateSerializer, Immutable, Alias("ticker.ChainHeader")]
public sealed record ChainHeader
{
    /// <summary>Kite's name of the underlying, <c>NIFTY</c>.</summary>
    [Id(0)] public required string Underlying { get; init; }

    /// <summary>The exchange of the contracts, <c>NFO</c>.</summary>
    [Id(1)] public required string Exchange { get; init; }

    [Id(2)] public required DateOnly Expiry { get; init; }

    /// <summary>One activation of the chain grain: versions of different epochs cannot be compared.</summary>
    [Id(3)] public required long Epoch { get; init; }

    /// <summary>Grows by one with every published change.</summary>
    [Id(4)] public required long Version { get; init; }

    /// <summary>The exchange time that years to expiry and all Greeks of this version are taken at.</summary>
    [Id(5)] public DateTimeOffset? AsOf { get; init; }

    [Id(6)] public decimal? Spot { get; init; }

    /// <summary>Index points.</summary>
    [Id(7)] public double? Forward { get; init; }

    [Id(8)] public ForwardSource ForwardSource { get; init; }

    /// <summary>Continuous, act/365.</summary>
    [Id(9)] public double Rate { get; init; }

    /// <summary>act/365 to the expiry instant; no floor, 0 once expired.</summary>
    [Id(10)] public double? YearsToExpiry { get; init; }

    [Id(11)] public decimal? AtmStrike { get; init; }

    /// <summary>Put-call ratio of open interest.</summary>
    [Id(12)] public double? Pcr { get; init; }

    [Id(13)] public decimal? MaxPain { get; init; }

    [Id(14)] public double? AtmIv { get; init; }

    /// <summary><c>live</c> or <c>simulated</c>.</summary>
    [Id(15)] public required string Mode { get; init; }
}

/// <summary>One strike.</summary>
[GenerateSerializer, Immutable, Alias("ticker.ChainRow")]
public sealed record ChainRow([property: Id(0)] decimal Strike, [property: Id(1)] OptionQuote? Call, [property: Id(2)] OptionQuote? Put);

/// <summary>A whole chain at one version; rows by rising strike.</summary>
[GenerateSerializer, Immutable, Alias("ticker.ChainSnapshot")]
public sealed record ChainSnapshot([property: Id(0)] ChainHeader Header, [property: Id(1)] ImmutableArray<ChainRow> Rows);

/// <summary>
/// One item of a chain's stream. A delta applies when <see cref="BaseVersion"/> is the version the receiver has, of the same epoch; a heartbeat has no rows and
/// repeats the current version, so that a receiver that missed the last delta finds out within a second.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticker.ChainEvent")]
public sealed record ChainEvent(
    [property: Id(0)] ChainHeader Header,
    [property: Id(1)] long BaseVersion,
    [property: Id(2)] ImmutableArray<ChainRow> Rows,
    [property: Id(3)] ImmutableArray<decimal> Removed)
{
    /// <summary>When the chain handed it to the stream, UTC ticks of its silo's clock; 0 when it is not told.</summary>
    [Id(4)] public long PublishedAt { get; init; }

    /// <summary>When the oldest packet that is new in it arrived, UTC ticks of its silo's clock; 0 when there is none.</summary>
    [Id(5)] public long ReceivedAt { get; init; }

    /// <summary>Nothing changed since <see cref="BaseVersion"/>.</summary>
    public bool IsHeartbeat => BaseVersion == Header.Version;
}

/// <summary>One flush of a silo's conflator to one chain.</summary>
[GenerateSerializer, Immutable, Alias("ticker.ChainBatch")]
public sealed record ChainBatch(
    [property: Id(0)] ImmutableArray<InstrumentUpdate> Updates,
    [property: Id(1)] UnderlyingPoint Underlying,
    [property: Id(2)] ImmutableArray<FeedHealth> Feeds)
{
    /// <summary>When the silo sent it, UTC ticks of that silo's clock.</summary>
    [Id(3)] public long SentAt { get; init; }
}

/// <summary>Spot and futures of an underlying.</summary>
[GenerateSerializer, Immutable, Alias("ticker.UnderlyingPoint")]
public sealed record UnderlyingPoint(
    [property: Id(0)] decimal? Spot,
    [property: Id(1)] decimal? SpotChange,
    [property: Id(2)] DateTimeOffset? ExchangeTime,
    [property: Id(3)] ImmutableArray<FuturePoint> Futures)
{
    public static UnderlyingPoint Empty { get; } = new(null, null, null, []);
}

/// <summary>One future, rupees; a side is null when it is empty.</summary>
[GenerateSerializer, Immutable, Alias("ticker.FuturePoint")]
public sealed record FuturePoint(
    [property: Id(0)] string Instrument,
    [property: Id(1)] DateOnly Expiry,
    [property: Id(2)] decimal? Last,
    [property: Id(3)] decimal? Bid,
    [property: Id(4)] decimal? Ask,
    [property: Id(5)] DateTimeOffset? ExchangeTime,
    [property: Id(6)] bool Fresh);
