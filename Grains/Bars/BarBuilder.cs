namespace Grains.Bars;

/// <summary>
/// Bars of one length out of the packets of one instrument, by exchange time. A bar is sealed a grace after its end: packets that come late within it are merged,
/// so that their order does not matter; later ones are counted. Not for several threads at once.
/// </summary>
/// <param name="width">Seconds.</param>
/// <param name="grace">Seconds.</param>
/// <param name="remembered">Sealed bars that are kept for whoever looks.</param>
internal sealed class BarBuilder(int width, int grace, int remembered)
{
    const uint NearWrap = 0xF000_0000;
    const uint AfterWrap = 0x1000_0000;
    readonly SortedList<long, BarCell> cells = [];
    readonly List<RawBar> sealedBars = [];
    readonly List<(long From, long To)> gaps = [];
    long sealedUntil = long.MinValue;
    (long Day, uint Volume)? counted;
    RawBar? restored;

    /// <summary>Trades that came after their bar was sealed.</summary>
    public long Late { get; private set; }

    /// <summary>Takes a trade; one that is known already changes nothing.</summary>
    public void Add(in BarTick tick)
    {
        var start = tick.Time - (tick.Time % width);
        if (start < sealedUntil)
        {
            if (IsNews(tick))
                Late++;
            return;
        }

        if (cells.TryGetValue(start, out var cell))
            cell.Add(tick);
        else
            cells.Add(start, new(start, tick) { Gap = IsInGap(start) });
    }

    /// <summary>Data is missing between two times, Unix seconds; <see cref="long.MaxValue"/> while it still is. Sealed bars that it touches are given back as they are now.</summary>
    public IReadOnlyList<RawBar> MarkGap(long from, long to)
    {
        gaps.RemoveAll(g => g.From >= from && (g.To == long.MaxValue || g.To <= to));
        gaps.Add((from, to));
        foreach (var cell in cells.Values)
            cell.Gap |= Touches(cell.Start, from, to);
        var changed = new List<RawBar>();
        for (var at = 0; at < sealedBars.Count; at++)
        {
            if (sealedBars[at].Gap || !Touches(sealedBars[at].Start, from, to))
                continue;
            sealedBars[at] = sealedBars[at] with { Gap = true };
            changed.Add(sealedBars[at]);
        }

        return changed;
    }

    /// <summary>Seals what ended a grace before now, Unix seconds.</summary>
    public void Seal(long now, ICollection<RawBar> into)
    {
        var until = now - grace - ((now - grace) % width);
        while (cells.Count > 0 && cells.GetValueAtIndex(0) is var cell && cell.Start < until)
        {
            cells.RemoveAt(0);
            var bar = cell.Over(restored, Count(cell, ref counted), complete: true);
            into.Add(bar);
            sealedBars.Add(bar);
            if (sealedBars.Count > remembered)
                sealedBars.RemoveAt(0);
        }

        sealedUntil = Math.Max(sealedUntil, until);
        gaps.RemoveAll(g => g.To < sealedUntil);
    }

    /// <summary>Goes on from the last bar that was stored before a restart.</summary>
    public void Restore(in RawBar bar)
    {
        restored = bar;
        if (counted is null && bar.DayVolume is { } volume)
            counted = (DayOf(bar.Start), volume);
    }

    /// <summary>Those in the making, as they would be if nothing more came.</summary>
    public IEnumerable<RawBar> Open()
    {
        var so = counted;
        foreach (var cell in cells.Values)
            yield return cell.Over(restored, Count(cell, ref so), complete: false);
    }

    /// <summary>Sealed ones that are remembered, then those in the making.</summary>
    public IEnumerable<RawBar> Recent() => sealedBars.Concat(Open());

    /// <summary>Volume in units since what was counted last. The day's volume begins anew each day; within a day it never falls, so a smaller figure adds nothing.</summary>
    static long Count(BarCell cell, ref (long Day, uint Volume)? counted)
    {
        if (cell.MostVolume is not { } most)
            return 0;
        var day = DayOf(cell.Start);
        // Of a day that was not watched from its beginning, what came before the first packet is nobody's.
        var from = counted is { } last && last.Day == day ? last.Volume : cell.Gap ? cell.LeastVolume!.Value : 0;
        if (from >= NearWrap && most < AfterWrap)
        {
            counted = (day, most);
            return (long)uint.MaxValue + 1 - from + most;
        }

        counted = (day, Math.Max(from, most));
        return Math.Max(0, (long)most - from);
    }

    /// <summary>A packet may repeat an old trade: only one that traded more than was known is missed.</summary>
    bool IsNews(in BarTick tick) => tick.Volume is not { } volume || (counted is { } known && known.Day == DayOf(tick.Time) && volume > Known(known.Volume));

    uint Known(uint volume) => cells.Values.Aggregate(volume, (most, cell) => Math.Max(most, cell.MostVolume ?? 0));

    bool IsInGap(long start) => gaps.Exists(g => Touches(start, g.From, g.To));

    bool Touches(long start, long from, long to) => from < start + width && to >= start;

    static long DayOf(long time) => (time + 19_800) / 86_400;
}
