using Grains.Interfaces.Chains;

namespace Gateway.Market;

/// <summary>
/// When another feed took over a quote because its own had failed: prices in between are missing. One that merely moved has both sources for a moment and misses nothing.
/// </summary>
static class Failover
{
    public const string Reason = "A feed failed and another one took over: prices in between are missing. The snapshot that follows is complete.";

    public static bool Is(OptionQuote? before, OptionQuote? after) =>
        before is { Source: not null, Freshness: Freshness.Stale or Freshness.Disconnected or Freshness.NotEntitled } && after?.Source is { } source && source != before.Source;

    /// <summary>The new sources of what changed its source from one state to another within a window.</summary>
    public static IReadOnlyList<string> Sources(ChainState before, ChainState after, StrikeWindow window)
    {
        var known = before.Rows.ToDictionary(r => r.Strike);
        return
        [
            .. after.Rows.Where(r => window.Contains(r.Strike) && known.ContainsKey(r.Strike))
                .SelectMany(r => new[] { (Old: known[r.Strike].Call, New: r.Call), (Old: known[r.Strike].Put, New: r.Put) })
                .Where(q => q is { Old.Source: not null, New.Source: not null } && q.Old.Source != q.New.Source)
                .Select(q => q.New!.Source!)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether a change brings any quote of which that is true.</summary>
    public static bool IsIn(ChainState before, ChainEvent change)
    {
        foreach (var row in change.Rows)
        {
            if (before.Find(row.Strike) is { } old && (Is(old.Call, row.Call) || Is(old.Put, row.Put)))
                return true;
        }

        return false;
    }
}
