using System.Collections.Immutable;
using Grains.Interfaces.Instruments;
using Orleans.Concurrency;

namespace Grains.Interfaces.Chains;

/// <summary>Spot, futures and expiries of one underlying. Key: <see cref="GrainKeys.Underlying"/>.</summary>
[Alias("ticker.IUnderlyingGrain")]
public interface IUnderlyingGrain : IGrainWithStringKey
{
    /// <summary>Merges the latest index and futures quotes.</summary>
    [Alias("Apply")]
    Task<UnderlyingPoint> Apply(ImmutableArray<InstrumentUpdate> updates);

    /// <summary>What <c>GET /api/v1/underlyings</c> shows. Null when the instrument master has no options on it.</summary>
    [ReadOnly, Alias("GetInfo")]
    Task<UnderlyingInfo?> GetInfo();
}

/// <summary>An underlying with its live spot and the expiries that are listed.</summary>
[GenerateSerializer, Immutable, Alias("ticker.UnderlyingInfo")]
public sealed record UnderlyingInfo(
    [property: Id(0)] string Underlying,
    [property: Id(1)] string Exchange,
    [property: Id(2)] string? SpotInstrument,
    [property: Id(3)] decimal? Spot,
    [property: Id(4)] decimal? Change,
    [property: Id(5)] DateTimeOffset? ExchangeTime,
    [property: Id(6)] ImmutableArray<DateOnly> Expiries,
    [property: Id(7)] ImmutableArray<FuturePoint> Futures,
    [property: Id(8)] string Mode);
