using System.Collections.Concurrent;
using Grains.Accounts;
using Grains.Sessions;
using Kite.Instruments;
using Microsoft.Extensions.Options;

namespace Grains.Bars;

/// <summary>The lanes of this silo: of instruments whose bars are stored, and of those that somebody streams.</summary>
internal sealed class BarBoard(BarSet set, AccountRegistry accounts, SessionClock sessions, IOptions<BarOptions> options, TimeProvider time)
{
    readonly ConcurrentDictionary<string, BarLane> lanes = new(StringComparer.Ordinal);

    long lateBefore;

    public IEnumerable<BarLane> Lanes => lanes.Values;

    /// <summary>Trades that came after their bar was sealed, of all lanes there ever were.</summary>
    public long Late => Interlocked.Read(ref lateBefore) + lanes.Values.Sum(l => l.Late);

    /// <summary>The lane of an instrument whose bars are stored; null where they are not and nobody streams them.</summary>
    public BarLane? For(Instrument instrument, InstrumentMaster master)
    {
        var keeps = set.Keeps(instrument, master);
        var name = instrument.Key.ToString();
        if (!keeps && !lanes.ContainsKey(name))
            return null;
        var lane = Ask(name);
        lane.IsKept = keeps;
        return lane;
    }

    public BarLane Ask(string instrument)
    {
        var mode = accounts.Primary.Mode;
        if (lanes.TryGetValue(instrument, out var known) && known.Mode != mode)
            Retire(known);
        return lanes.GetOrAdd(instrument, static (name, at) => new(name, at.mode, (int)at.options.Grace.TotalSeconds, at.sessions, at.time), (mode, options: options.Value, sessions, time));
    }

    public void Retire(BarLane lane)
    {
        lane.IsRetired = true;
        if (lanes.TryRemove(new(lane.Instrument, lane)))
            Interlocked.Add(ref lateBefore, lane.Late);
    }
}
