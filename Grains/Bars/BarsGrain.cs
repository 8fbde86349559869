using Grains.Accounts;
using Grains.Instruments;
using Grains.Interfaces;
using Grains.Interfaces.Bars;
using Grains.Interfaces.Instruments;
using Grains.Sessions;
using Kite.Instruments;
using Orleans.Concurrency;

namespace Grains.Bars;

/// <summary>Reads stored bars and puts those in the making behind them; several run side by side.</summary>
[StatelessWorker, GrainType("bars")]
internal sealed class BarsGrain(BarStore store, BarSet set, InstrumentDirectory directory, AccountRegistry accounts, SessionClock sessions) : Grain, IBarsGrain
{
    /// <summary>1-minute bars read for one page: of longer bars a page may be shorter than its limit.</summary>
    const int MostRows = 20_000;
    string instrument = "";
    string exchange = "";

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        instrument = GrainKeys.Body(this.GetPrimaryKeyString());
        exchange = instrument[..Math.Max(0, instrument.IndexOf(':', StringComparison.Ordinal))];
        return Task.CompletedTask;
    }

    public async Task<BarPage> Get(BarQuery query)
    {
        var mode = accounts.Primary.Mode;
        var live = await GrainFactory.GetGrain<IInstrumentGrain>(GrainKeys.Instrument(instrument)).GetBars(BarIntervals.Minute, make: false);
        var now = sessions.Now?.ToUnixTimeSeconds();
        var from = Aligned(query.From ?? (query.Seconds >= BarIntervals.Day ? 0 : DayOf(now ?? 0)), query.Seconds);
        // Of a simulated market nothing is told that is ahead of its clock: an earlier run may have been there.
        var to = Math.Min(query.To ?? long.MaxValue, (now ?? long.MaxValue - BarIntervals.Day) + 1);
        var rows = await Minutes(mode, from, AlignedEnd(to, query.Seconds), Math.Min(MostRows, ((long)query.Limit * Math.Max(1, query.Seconds / BarIntervals.Minute)) + 1), live);
        var more = rows.Count >= MostRows;
        var bars = query.Seconds == BarIntervals.Minute ? [.. rows] : BarRollup.Derive(rows, query.Seconds, SessionOf, live?.Through ?? now ?? long.MaxValue);
        long? next = null;
        if (bars.Length > query.Limit)
            (next, bars) = (bars[query.Limit].Start.ToUnixTimeSeconds(), bars[..query.Limit]);
        else if (more)
            // What was read last may be the beginning of a bar.
            (next, bars) = (bars[^1].Start.ToUnixTimeSeconds(), bars[..^1]);
        return new(Keeps() || rows.Count > 0, mode, bars, next);
    }

    public async Task<LiveBars> Today(int seconds, long since)
    {
        var live = (await GrainFactory.GetGrain<IInstrumentGrain>(GrainKeys.Instrument(instrument)).GetBars(seconds, make: true))!;
        var from = Math.Max(since, DayOf(live.Through));
        if (seconds != BarIntervals.Minute || (!live.Bars.IsEmpty && live.Bars[0].Start.ToUnixTimeSeconds() <= from))
            return live with { Bars = [.. live.Bars.Where(b => b.Start.ToUnixTimeSeconds() >= from)] };
        return live with { Bars = [.. await Minutes(live.Mode, from, long.MaxValue, MostRows, live)] };
    }

    async Task<List<Bar>> Minutes(string mode, long from, long to, long limit, LiveBars? live)
    {
        var making = live?.Mode == mode ? live.Bars.Where(b => b.Start.ToUnixTimeSeconds() >= from && b.Start.ToUnixTimeSeconds() < to).ToDictionary(b => b.Start) : [];
        var stored = await store.Read(instrument, mode, from, to, (int)limit);
        var all = stored.Select(s => BarLane.ToBar(s.Bar, s.Divisor)).Where(b => !making.ContainsKey(b.Start)).Concat(making.Values).OrderBy(b => b.Start);
        return [.. all.Take((int)limit)];
    }

    bool Keeps() => directory.Current is { } master && InstrumentKey.TryParse(instrument, out var key) && master.TryGet(key, out var row) && set.Keeps(row, master);

    BarSession? SessionOf(long time) => sessions.BarSession(exchange, BarRollup.Midnight(time));

    /// <summary>Where the trading day of this time begins.</summary>
    long DayOf(long time) => SessionOf(time)?.Open ?? BarRollup.Midnight(time);

    long Aligned(long from, int seconds) => seconds == BarIntervals.Minute || from <= 0 ? from : BarRollup.StartOf(from, seconds, SessionOf(from));

    /// <summary>The end of the bar that holds the last second asked for.</summary>
    long AlignedEnd(long to, int seconds)
    {
        if (seconds == BarIntervals.Minute || to > long.MaxValue - (2 * BarIntervals.Day))
            return to;
        var start = Aligned(to - 1, seconds);
        return BarRollup.EndOf(start, seconds, SessionOf(start));
    }
}
