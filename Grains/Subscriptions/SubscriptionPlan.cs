using System.Collections.Immutable;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Subscriptions;

namespace Grains.Subscriptions;

/// <summary>One socket that may carry instruments.</summary>
/// <param name="Usable">It brings what it carries, as far as is known.</param>
/// <param name="Settled">It has done so for long enough that instruments may move back to it.</param>
internal readonly record struct Slot(string Source, bool Usable = true, bool Settled = true)
{
    public int Index => int.Parse(Source.AsSpan(Source.LastIndexOf(':') + 1), System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>
/// Which slot carries what. An instrument stays where it is while that slot is usable; what has no slot goes where the least is expected; a few at a time move from the most
/// loaded slot to the least. What does not fit is the end of the wanted list, and is listed without a source.
/// </summary>
internal sealed class SubscriptionPlan
{
    SubscriptionPlan(ImmutableArray<SubscriptionView> views, ImmutableDictionary<string, ImmutableArray<FeedInstrument>> slots, int moved)
    {
        (Views, Slots, Moved) = (views, slots, moved);
        Sources = views.Where(v => v.Source is not null).ToDictionary(v => v.Instrument, v => v.Source!, StringComparer.Ordinal);
        Shed = views.Length - Sources.Count;
    }

    /// <summary>All wanted instruments, by name.</summary>
    public ImmutableArray<SubscriptionView> Views { get; }

    /// <summary>What each feed (<c>account:slot</c>) carries, most important first.</summary>
    public ImmutableDictionary<string, ImmutableArray<FeedInstrument>> Slots { get; }

    /// <summary>Which feed carries an instrument.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    /// <summary>Wanted ones without room.</summary>
    public int Shed { get; }

    /// <summary>Instruments that another slot carries now than before.</summary>
    public int Moved { get; }

    /// <param name="before">What carried each instrument until now.</param>
    /// <param name="moves">How many may move for the sake of balance.</param>
    public static SubscriptionPlan Make(IReadOnlyList<Wanted> wanted, IReadOnlyList<Slot> slots, int slotSize, IReadOnlyDictionary<string, string>? before = null, int moves = 0)
    {
        // With nowhere to go everything stays: a socket that comes back still knows what it carries.
        var usable = slots.Where(s => s.Usable).ToList();
        if (usable.Count == 0)
            usable = [.. slots];
        var kept = Math.Min(wanted.Count, usable.Count * slotSize);
        var shares = usable.Select(s => new Share(s, slotSize)).ToDictionary(s => s.Slot.Source, StringComparer.Ordinal);
        var homeless = new List<int>();
        for (var i = 0; i < kept; i++)
        {
            if (before is null || !before.TryGetValue(wanted[i].Instrument, out var source) || !shares.TryGetValue(source, out var share) || !share.TryAdd(i, wanted[i].Weight))
                homeless.Add(i);
        }

        var open = Open([.. shares.Values], kept, slotSize);
        foreach (var i in homeless)
        {
            // One that has just come back is proved by what it is given last.
            var to = Roomiest(open.Where(s => s.Slot.Settled)) ?? Roomiest(shares.Values.Where(s => s.Slot.Settled)) ?? Roomiest(open) ?? Roomiest(shares.Values)!;
            to.TryAdd(i, wanted[i].Weight);
        }

        Balance(wanted, shares.Values, [.. open.Where(s => s.Slot.Settled)], moves);
        return Finish(wanted, shares.Values, before);
    }

    /// <summary>One socket of every account first, and further ones when those are two thirds full: what is left over takes in the share of an account that fails.</summary>
    static List<Share> Open(List<Share> shares, int count, int slotSize)
    {
        var open = new List<Share>();
        foreach (var level in shares.GroupBy(s => s.Slot.Index).OrderBy(g => g.Key))
        {
            if (open.Count > 0 && count * 3 <= open.Count * slotSize * 2)
                break;
            open.AddRange(level);
        }

        return open;
    }

    static Share? Roomiest(IEnumerable<Share> shares) => shares.Where(s => s.HasRoom).MinBy(s => s.Weight);

    static void Balance(IReadOnlyList<Wanted> wanted, IEnumerable<Share> all, List<Share> takers, int moves)
    {
        if (takers.Count == 0)
            return;
        var mean = all.Sum(s => s.Weight) / takers.Count;
        for (; moves > 0; moves--)
        {
            var from = all.MaxBy(s => s.Weight)!;
            var to = Roomiest(takers);
            // Within a tenth it is even enough: every move is a moment in which an instrument has two sources.
            if (to is null || from == to || from.Weight - to.Weight <= Math.Max(2 * MaxWeight, mean / 10))
                return;
            var last = from.RemoveLast(wanted);
            to.TryAdd(last, wanted[last].Weight);
        }
    }

    const int MaxWeight = 8;

    static SubscriptionPlan Finish(IReadOnlyList<Wanted> wanted, IEnumerable<Share> shares, IReadOnlyDictionary<string, string>? before)
    {
        var sources = new string?[wanted.Count];
        var carried = ImmutableDictionary.CreateBuilder<string, ImmutableArray<FeedInstrument>>(StringComparer.Ordinal);
        foreach (var share in shares.Where(s => s.Items.Count > 0))
        {
            share.Items.Sort();
            carried[share.Slot.Source] = [.. share.Items.Select(i => new FeedInstrument(wanted[i].Token, wanted[i].Instrument))];
            foreach (var i in share.Items)
                sources[i] = share.Slot.Source;
        }

        var views = wanted.Select((w, i) => new SubscriptionView(w.Instrument, w.Reason, sources[i])).OrderBy(v => v.Instrument, StringComparer.Ordinal).ToImmutableArray();
        var moved = before is null ? 0 : views.Count(v => v.Source is not null && before.TryGetValue(v.Instrument, out var was) && was != v.Source);
        return new(views, carried.ToImmutable(), moved);
    }

    sealed class Share(Slot slot, int size)
    {
        public Slot Slot { get; } = slot;

        /// <summary>Places in the wanted list.</summary>
        public List<int> Items { get; } = [];

        public int Weight { get; private set; }

        public bool HasRoom => Items.Count < size;

        public bool TryAdd(int item, int weight)
        {
            if (!HasRoom)
                return false;
            Items.Add(item);
            Weight += weight;
            return true;
        }

        /// <summary>Takes out what was added last: the least important, as they come in order of importance.</summary>
        public int RemoveLast(IReadOnlyList<Wanted> wanted)
        {
            var item = Items[^1];
            Items.RemoveAt(Items.Count - 1);
            Weight -= wanted[item].Weight;
            return item;
        }
    }
}
