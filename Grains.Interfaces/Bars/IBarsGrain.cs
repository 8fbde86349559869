using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Grains.Interfaces.Bars;

/// <summary>Bars of one instrument. Key: <see cref="GrainKeys.Bars"/>.</summary>
[Alias("ticker.IBarsGrain")]
public interface IBarsGrain : IGrainWithStringKey
{
    /// <summary>Stored bars and the ones being made, in order of time.</summary>
    [ReadOnly, Alias("Get")]
    Task<BarPage> Get(BarQuery query);

    /// <summary>The trading day's bars so far, of 1 minute, or of 1 second for as long as this is asked again within 10 s.</summary>
    /// <param name="since">Unix seconds: bars that begin earlier are left out; 0: all of the day.</param>
    [ReadOnly, Alias("Today")]
    Task<LiveBars> Today(int seconds, long since);
}

/// <summary>Which bars.</summary>
/// <param name="Seconds">A length of <see cref="BarIntervals"/>, 1 minute or longer.</param>
/// <param name="From">Unix seconds; null: the first of the present trading day.</param>
/// <param name="To">Unix seconds, not included; null: up to now.</param>
[GenerateSerializer, Immutable, Alias("ticker.BarQuery")]
public sealed record BarQuery(
    [property: Id(0)] int Seconds, [property: Id(1)] long? From, [property: Id(2)] long? To, [property: Id(3)] int Limit);

/// <param name="Kept">Whether 1-minute bars of this instrument are stored.</param>
/// <param name="Mode"><c>live</c> or <c>simulated</c>: bars of the other mode are never in the same page.</param>
/// <param name="Next">Where the next page begins, Unix seconds; null on the last one.</param>
[GenerateSerializer, Immutable, Alias("ticker.BarPage")]
public sealed record BarPage(
    [property: Id(0)] bool Kept, [property: Id(1)] string Mode, [property: Id(2)] ImmutableArray<Bar> Bars, [property: Id(3)] long? Next);

/// <summary>Bars as they are being made.</summary>
/// <param name="Epoch">One life of the making: versions and bars of different epochs do not continue each other.</param>
/// <param name="Session">Of the day that the bars belong to; null when the calendar does not have the exchange.</param>
/// <param name="Through">Unix seconds up to which nothing changes any more.</param>
[GenerateSerializer, Immutable, Alias("ticker.LiveBars")]
public sealed record LiveBars(
    [property: Id(0)] long Epoch,
    [property: Id(1)] string Mode,
    [property: Id(2)] BarSession? Session,
    [property: Id(3)] long Through,
    [property: Id(4)] ImmutableArray<Bar> Bars);
