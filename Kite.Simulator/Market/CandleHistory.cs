namespace Kite.Simulator.Market;

/// <summary>Candles of one instrument: the simulated minutes of today and yesterday, and for all other minutes fair values along the index's path.</summary>
internal sealed class CandleHistory(SimulatedMarket market)
{
    /// <summary>An option is listed about three months before it expires; before that it has no history.</summary>
    const int ListedDays = 95;
    const int LongestDays = 2001;

    public IEnumerable<(DateTimeOffset Opened, Bar Bar)> Read(Instrument instrument, int minutes, DateTimeOffset from, DateTimeOffset to)
    {
        var last = TradingCalendar.DateOf(to < market.Now ? to : market.Now);
        var first = TradingCalendar.DateOf(from);
        if (first < last.AddDays(-LongestDays))
            first = last.AddDays(-LongestDays);
        if (!instrument.IsSpot && first < instrument.Expiry.AddDays(-ListedDays))
            first = instrument.Expiry.AddDays(-ListedDays);
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            if (!market.Calendar.IsTradingDay(day))
                continue;
            foreach (var group in Minutes(instrument, day).GroupBy(b => b.Minute / minutes))
            {
                var opened = minutes == 375
                    ? TradingCalendar.At(day, TimeOnly.MinValue)
                    : market.Calendar.Open(day).AddMinutes(group.Key * minutes);
                var compared = minutes == 375 ? day >= TradingCalendar.DateOf(from) : opened >= from && opened <= to;
                if (compared)
                    yield return (opened, Merge(group));
            }
        }
    }

    static Bar Merge(IEnumerable<Bar> bars)
    {
        Bar? all = null;
        foreach (var b in bars)
        {
            all = all is not { } a
                ? b
                : a with
                {
                    High = Math.Max(a.High, b.High),
                    Low = Math.Min(a.Low, b.Low),
                    Close = b.Close,
                    Volume = a.Volume + b.Volume,
                    OpenInterest = b.OpenInterest,
                };
        }

        return all!.Value;
    }

    IEnumerable<Bar> Minutes(Instrument instrument, DateOnly day)
    {
        var simulated = day == market.Today
            ? instrument.Bars.Today
            : day == market.Calendar.PreviousTradingDay(market.Today) ? instrument.Bars.Yesterday : [];
        var until = day == market.Today ? market.MinuteOf(market.Now) : SpotHistory.Minutes - 1;
        var firstSimulated = simulated.Count > 0 ? simulated[0].Minute : until + 1;
        var path = firstSimulated > 0 ? market.Histories[instrument.Underlying.Number].Path(day) : [];
        for (var minute = 0; minute < firstSimulated; minute++)
            yield return MadeUp(instrument, day, minute, path);
        foreach (var bar in simulated)
            yield return bar;
    }

    Bar MadeUp(Instrument instrument, DateOnly day, int minute, double[] path)
    {
        var from = FairAt(instrument, day, minute, path[minute]);
        var to = FairAt(instrument, day, minute + 1, path[minute + 1]);
        var noise = SeededRandom.Mix(instrument.Token ^ ((ulong)day.DayNumber << 32) ^ ((ulong)minute << 12));
        var reach = (int)(noise % 3) * Math.Max(instrument.TickPaise, 5);
        var volume = instrument.Kind == InstrumentKind.Index ? 0 : (uint)((noise >> 8) % 20) * (uint)instrument.Lot;
        return new(minute, from, Math.Max(from, to) + reach, Math.Max(Math.Min(from, to) - reach, 5), to, volume, instrument.Oi);
    }

    int FairAt(Instrument instrument, DateOnly day, int minute, double spot)
    {
        var years = instrument.IsSpot
            ? 0
            : (market.Calendar.Close(instrument.Expiry) - market.Calendar.Open(day).AddMinutes(minute)).TotalSeconds / 31_536_000;
        return market.FairPaise(instrument, spot, years);
    }
}
