using System.Collections.Concurrent;
using Grains.Instruments;
using Grains.Interfaces;
using Kite.Instruments;

namespace Grains.Chains;

/// <summary>This silo's last values on their way from instruments to chains: an underlying's lane, and under it a lane for each expiry.</summary>
internal sealed class ChainConflator(TimeProvider? time = null)
{
    readonly ConcurrentDictionary<string, UnderlyingLanes> underlyings = new(StringComparer.Ordinal);
    InstrumentMaster? listed;
    long goneConflated;
    long goneFlushed;

    public IEnumerable<UnderlyingLanes> Underlyings => underlyings.Values;

    /// <summary>Values that a later one replaced, or that belonged to no chain any more, before they were flushed.</summary>
    public long Conflated => Interlocked.Read(ref goneConflated) + Lanes.Sum(l => l.Conflated);

    public long Flushed => Interlocked.Read(ref goneFlushed) + Lanes.Sum(l => l.Flushed);

    IEnumerable<ConflatorLane> Lanes => Underlyings.SelectMany(u => u.Chains.Prepend(u.Spot));

    /// <summary>Everything on its way belongs to another market: instruments register anew with the next list.</summary>
    public void Clear()
    {
        foreach (var key in underlyings.Keys)
        {
            if (underlyings.TryRemove(key, out var lanes))
                Retire(lanes.Chains.Prepend(lanes.Spot));
        }
    }

    /// <summary>Forgets chains of which a new day's list has no contract, and the places of instruments that it does not have.</summary>
    public void Prune(InstrumentMaster? master)
    {
        if (master is null || ReferenceEquals(master, listed))
            return;
        listed = master;
        foreach (var lanes in underlyings.Values)
            Retire(lanes.Prune(id => InstrumentKey.TryParse(id, out var key) && master.TryGet(key, out _)));
    }

    /// <summary>The slot of an instrument, or null when nothing is derived from it (a share without options).</summary>
    public InstrumentSlot? Register(Instrument instrument, InstrumentMaster master)
    {
        var (exchange, name) = UnderlyingOf(instrument, master);
        if (name.Length == 0)
            return null;
        var lanes = underlyings.GetOrAdd(GrainKeys.Underlying(exchange, name), static (key, time) => new(key, time), time);
        var id = instrument.Key.ToString();
        var isOption = instrument.Type is InstrumentType.Ce or InstrumentType.Pe;
        var lane = isOption ? lanes.Chain(GrainKeys.Chain(exchange, name, instrument.Expiry!.Value)) : lanes.Spot;
        return lane.Add(id);
    }

    void Retire(IEnumerable<ConflatorLane> lanes)
    {
        // What they counted stays counted.
        foreach (var lane in lanes)
        {
            var (conflated, flushed) = lane.Retire();
            Interlocked.Add(ref goneConflated, conflated);
            Interlocked.Add(ref goneFlushed, flushed);
        }
    }

    static (string Exchange, string Name) UnderlyingOf(Instrument instrument, InstrumentMaster master) => instrument.Type switch
    {
        InstrumentType.Ce or InstrumentType.Pe or InstrumentType.Fut => (instrument.Exchange, instrument.Name),
        _ => master.OptionExchange(instrument.Underlying) is { } exchange ? (exchange, instrument.Underlying) : ("", ""),
    };
}

/// <summary>The lanes of one underlying.</summary>
internal sealed class UnderlyingLanes(string key, TimeProvider? time = null)
{
    readonly ConcurrentDictionary<string, ConflatorLane> chains = new(StringComparer.Ordinal);

    /// <summary>Key of the underlying grain.</summary>
    public string Key { get; } = key;

    /// <summary>Index and futures.</summary>
    public ConflatorLane Spot { get; } = new(key, time);

    public IEnumerable<ConflatorLane> Chains => chains.Values;

    /// <summary>Keeps what is listed; returns the chains that have nothing left.</summary>
    public List<ConflatorLane> Prune(Func<string, bool> isListed)
    {
        Spot.Prune(isListed);
        var gone = new List<ConflatorLane>();
        foreach (var (chain, lane) in chains)
        {
            if (lane.Prune(isListed) == 0 && chains.TryRemove(new(chain, lane)))
                gone.Add(lane);
        }

        return gone;
    }

    public ConflatorLane Chain(string chainKey) => chains.GetOrAdd(chainKey, static (k, time) => new(k, time), time);
}
