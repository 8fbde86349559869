using System.Collections.Immutable;
using Grains.Interfaces.Chains;

namespace Gateway.Market;

/// <summary>
/// The latest chain as this gateway knows it, immutable: rows by rising strike, each with the version that changed it last, so that the step from any earlier version
/// of the same epoch to this one can be told.
/// </summary>
sealed class ChainState
{
    ChainState(ChainHeader header, ImmutableArray<RelayRow> rows, ImmutableArray<long> changedAt, ImmutableArray<(long Version, decimal Strike)> removed)
    {
        Header = header;
        Rows = rows;
        ChangedAt = changedAt;
        RemovedAt = removed;
    }

    public ChainHeader Header { get; }

    public ImmutableArray<RelayRow> Rows { get; }

    public ImmutableArray<long> ChangedAt { get; }

    /// <summary>Strikes that were delisted, and the version that said so.</summary>
    public ImmutableArray<(long Version, decimal Strike)> RemovedAt { get; }

    /// <summary>The last of its contracts was delisted: nothing comes any more.</summary>
    public bool IsOver => Rows.IsEmpty && !RemovedAt.IsEmpty;

    public static ChainState From(ChainSnapshot snapshot) =>
        new(snapshot.Header, [.. snapshot.Rows.Select(r => new RelayRow(r))], [.. Enumerable.Repeat(snapshot.Header.Version, snapshot.Rows.Length)], []);

    /// <summary>Null when the event does not start where this state ends: a snapshot is needed.</summary>
    public ChainState? Apply(ChainEvent change)
    {
        if (change.Header.Epoch != Header.Epoch || change.BaseVersion > Header.Version)
            return null;
        if (change.Header.Version <= Header.Version)
            return this;
        var rows = Rows.ToBuilder();
        var changedAt = ChangedAt.ToBuilder();
        var removed = RemovedAt;
        foreach (var row in change.Rows)
        {
            var at = IndexOf(rows, row.Strike);
            if (at < 0)
            {
                rows.Insert(~at, new(row));
                changedAt.Insert(~at, change.Header.Version);
                // Listed again: a client must not be told to remove it, however far behind it is.
                removed = removed.RemoveAll(r => r.Strike == row.Strike);
                continue;
            }

            rows[at] = new(row);
            changedAt[at] = change.Header.Version;
        }

        foreach (var strike in change.Removed)
        {
            if (IndexOf(rows, strike) is >= 0 and var at)
            {
                rows.RemoveAt(at);
                changedAt.RemoveAt(at);
            }
        }

        if (!change.Removed.IsEmpty)
            removed = removed.AddRange(change.Removed.Select(s => (change.Header.Version, s)));
        return new(change.Header, rows.ToImmutable(), changedAt.ToImmutable(), removed);
    }

    public RelayRow? Find(decimal strike) => IndexOf(Rows, strike) is >= 0 and var at ? Rows[at] : null;

    /// <summary>The rows within so many strikes of the money; all when the window is 0 or the money is not known.</summary>
    public Range Window(int strikes)
    {
        if (strikes <= 0 || Header.AtmStrike is not { } atm)
            return 0..Rows.Length;
        var centre = IndexOf(Rows, atm);
        if (centre < 0)
            centre = Math.Min(~centre, Rows.Length - 1);
        return Math.Max(centre - strikes, 0)..Math.Min(centre + strikes + 1, Rows.Length);
    }

    static int IndexOf(IReadOnlyList<RelayRow> rows, decimal strike)
    {
        var (low, high) = (0, rows.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = rows[middle].Strike.CompareTo(strike);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }
}
