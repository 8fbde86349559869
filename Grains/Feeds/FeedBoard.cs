using System.Collections.Concurrent;
using System.Collections.Immutable;
using Grains.Interfaces.Feeds;

namespace Grains.Feeds;

/// <summary>The state of this silo's sockets, readable without a grain call by whatever judges freshness.</summary>
internal sealed class FeedBoard
{
    readonly ConcurrentDictionary<string, Func<FeedHealth>> feeds = new(StringComparer.Ordinal);

    public void Set(string source, Func<FeedHealth> health) => feeds[source] = health;

    public ImmutableArray<FeedHealth> All() => [.. feeds.Values.Select(health => health())];
}
