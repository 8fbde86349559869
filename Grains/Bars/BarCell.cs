namespace Grains.Bars;

/// <summary>A bar in the making. Adding is idempotent and independent of order, so that duplicates and late packets do no harm.</summary>
internal sealed class BarCell(long start, in BarTick tick)
{
    BarTick first = tick;
    BarTick last = tick;
    int high = tick.Price;
    int low = tick.Price;

    public long Start { get; } = start;

    public bool Gap { get; set; }

    /// <summary>The least and the greatest cumulative volume seen in it.</summary>
    public uint? LeastVolume { get; private set; } = tick.Volume;

    public uint? MostVolume { get; private set; } = tick.Volume;

    /// <summary>False when it says nothing new.</summary>
    public bool Add(in BarTick tick)
    {
        var before = (first, last, high, low, MostVolume);
        if (tick.CompareTo(first) < 0)
            first = tick;
        if (tick.CompareTo(last) > 0)
            last = tick;
        high = Math.Max(high, tick.Price);
        low = Math.Min(low, tick.Price);
        if (tick.Volume is { } volume)
        {
            LeastVolume = Math.Min(LeastVolume ?? volume, volume);
            MostVolume = Math.Max(MostVolume ?? volume, volume);
        }

        return before != (first, last, high, low, MostVolume);
    }

    /// <summary>Takes in what was stored of the same bar before a restart.</summary>
    public RawBar Over(RawBar? earlier, long volume, bool complete)
    {
        var bar = new RawBar(Start, first.Price, high, low, last.Price, volume, MostVolume, last.OpenInterest, Gap, complete);
        return earlier is not { } e || e.Start != Start
            ? bar
            : bar with { Open = e.Open, High = Math.Max(high, e.High), Low = Math.Min(low, e.Low), Volume = volume + e.Volume, DayVolume = MostVolume ?? e.DayVolume, Gap = true };
    }
}
