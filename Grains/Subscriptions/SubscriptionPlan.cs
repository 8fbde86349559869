using System.Collections.Immutable;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Subscriptions;
using Grains.Instruments;
using Kite.Instruments;

namespace Grains.Subscriptions;

/// <summary>Works out what is wanted, in order of importance, and which slot carries it. What does not fit is listed without a source.</summary>
internal sealed class SubscriptionPlan
{
    SubscriptionPlan(ImmutableArray<SubscriptionView> views, ImmutableDictionary<string, ImmutableArray<FeedInstrument>> slots) => (Views, Slots) = (views, slots);

    /// <summary>All wanted instruments, by name.</summary>
    public ImmutableArray<SubscriptionView> Views { get; }

    /// <summary>What each feed (<c>account:slot</c>) carries.</summary>
    public ImmutableDictionary<string, ImmutableArray<FeedInstrument>> Slots { get; }

    public static SubscriptionPlan Make(SubscriptionState state, IReadOnlyList<string> configured, InstrumentMaster master, IEnumerable<string> slots, int slotSize)
    {
        var wanted = Wanted(state, configured, master);
        var views = ImmutableArray.CreateBuilder<SubscriptionView>(wanted.Count);
        var carried = new Dictionary<string, ImmutableArray<FeedInstrument>>(StringComparer.Ordinal);
        var next = 0;
        foreach (var slot in slots)
        {
            var share = wanted.Skip(next).Take(slotSize).ToList();
            next += share.Count;
            if (share.Count > 0)
                carried[slot] = [.. share.Select(w => new FeedInstrument(w.Instrument.Token, w.Instrument.Key.ToString()))];
            views.AddRange(share.Select(w => new SubscriptionView(w.Instrument.Key.ToString(), w.Reason, slot)));
        }

        views.AddRange(wanted.Skip(next).Select(w => new SubscriptionView(w.Instrument.Key.ToString(), w.Reason, null)));
        views.Sort(static (a, b) => string.CompareOrdinal(a.Instrument, b.Instrument));
        return new(views.ToImmutable(), carried.ToImmutableDictionary(StringComparer.Ordinal));
    }

    /// <summary>Explicit ones first, then indices and futures (every chain needs them), then options from the nearest expiry on.</summary>
    static List<(Instrument Instrument, string Reason)> Wanted(SubscriptionState state, IReadOnlyList<string> configured, InstrumentMaster master)
    {
        var seen = new HashSet<uint>();
        var wanted = new List<(Instrument, string)>();
        void Add(IEnumerable<Instrument> instruments, string reason) =>
            wanted.AddRange(instruments.Where(i => seen.Add(i.Token)).Select(i => (i, reason)));

        Add(state.Instruments.Select(i => Find(master, i)).OfType<Instrument>(), "explicit");
        var underlyings = state.Underlyings ?? [.. configured];
        Add(underlyings.Select(master.Spot).OfType<Instrument>(), "underlying");
        Add(underlyings.SelectMany(u => master.Futures(u)), "underlying");
        Add(underlyings.SelectMany(u => master.Expiries(u).SelectMany(e => master.Options(u, e))).OrderBy(o => o.Expiry), "underlying");
        return wanted;
    }

    static Instrument? Find(InstrumentMaster master, string instrument) =>
        InstrumentKey.TryParse(instrument, out var key) && master.TryGet(key, out var found) ? found : null;
}
