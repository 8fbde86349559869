using Grains.Interfaces.Feeds;

namespace Grains.Subscriptions;

/// <summary>How many instruments came to each socket from another one, and went from it to another one, since the service started. What was new or is gone for good has not moved.</summary>
internal sealed class MoveCount
{
    readonly Dictionary<string, (long In, long Out)> bySource = new(StringComparer.Ordinal);

    /// <summary>From one plan to the next; both say for each instrument which socket carries it.</summary>
    public void Add(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after)
    {
        foreach (var (instrument, source) in after)
        {
            if (!before.TryGetValue(instrument, out var old) || old == source)
                continue;
            var (gained, lost) = (bySource.GetValueOrDefault(source), bySource.GetValueOrDefault(old));
            bySource[source] = gained with { In = gained.In + 1 };
            bySource[old] = lost with { Out = lost.Out + 1 };
        }
    }

    public FeedHealth AddTo(FeedHealth health) => bySource.TryGetValue(health.Source, out var moved) ? health with { MovedIn = moved.In, MovedOut = moved.Out } : health;
}
