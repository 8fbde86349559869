using System.Collections.Concurrent;
using System.Collections.Immutable;
using Grains.Interfaces.Feeds;

namespace Grains.Feeds;

/// <summary>The state of all sockets, readable without a grain call by whatever judges freshness: this silo's at first hand, those of other silos as last heard.</summary>
internal sealed class FeedBoard
{
    readonly ConcurrentDictionary<string, Func<FeedHealth>> feeds = new(StringComparer.Ordinal);
    ImmutableDictionary<string, FeedHealth> elsewhere = ImmutableDictionary<string, FeedHealth>.Empty;

    public void Set(string source, Func<FeedHealth> health) => feeds[source] = health;

    /// <summary>The feed has left this silo.</summary>
    public void Remove(string source, Func<FeedHealth> health) => feeds.TryRemove(new(source, health));

    /// <summary>What was heard of all feeds; of this silo's own the board knows better.</summary>
    public void Hear(ImmutableArray<FeedHealth> all) => Volatile.Write(ref elsewhere, all.ToImmutableDictionary(f => f.Source, StringComparer.Ordinal));

    public ImmutableArray<FeedHealth> All() =>
        [.. feeds.Values.Select(health => health()), .. Volatile.Read(ref elsewhere).Values.Where(f => !feeds.ContainsKey(f.Source))];

    /// <summary>This silo's own.</summary>
    public ImmutableArray<FeedHealth> Local() => [.. feeds.Values.Select(health => health())];
}
