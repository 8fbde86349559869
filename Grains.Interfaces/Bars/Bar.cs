namespace Grains.Interfaces.Bars;

/// <summary>What traded in one interval, by exchange time. Prices in rupees, quantities in units. An interval in which nothing traded has no bar.</summary>
/// <param name="Start">IST; the interval ends before the next one starts.</param>
/// <param name="Volume">From the differences of the day's cumulative volume; 0 for an index.</param>
/// <param name="Oi">Open interest at its end; null where the instrument has none.</param>
/// <param name="Complete">It will not change any more: its end and the grace for late packets have passed.</param>
/// <param name="Gap">Data of it is known to be missing: the feed was not connected, or the service not running, for a part of it.</param>
[GenerateSerializer, Immutable, Alias("ticker.Bar")]
public readonly record struct Bar(
    [property: Id(0)] DateTimeOffset Start,
    [property: Id(1)] decimal Open,
    [property: Id(2)] decimal High,
    [property: Id(3)] decimal Low,
    [property: Id(4)] decimal Close,
    [property: Id(5)] long Volume,
    [property: Id(6)] long? Oi,
    [property: Id(7)] bool Complete,
    [property: Id(8)] bool Gap);

/// <summary>The trading hours that longer bars are aligned to and end with.</summary>
/// <param name="Open">Unix seconds.</param>
/// <param name="Close">Unix seconds.</param>
[GenerateSerializer, Immutable, Alias("ticker.BarSession")]
public readonly record struct BarSession([property: Id(0)] long Open, [property: Id(1)] long Close);
