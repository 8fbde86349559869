using System.Collections.Immutable;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Feeds;

namespace Grains.Chains;

/// <summary>How current a quote is: by the session of its exchange, by the age of its last packet, and by the health of the socket that brings it.</summary>
/// <param name="closed">The exchange is outside its session: nothing is expected, so neither silence nor age says anything.</param>
internal readonly struct FreshnessRule(ImmutableArray<FeedHealth> feeds, DateTimeOffset now, TimeSpan liveFor, bool simulated, bool closed = false)
{
    /// <summary><paramref name="receivedAt"/> in UTC ticks, 0 before the first packet.</summary>
    public Freshness For(long receivedAt, string? source)
    {
        if (receivedAt == 0)
            return Freshness.Pending;
        var feed = Find(source);
        var state = feed?.State ?? FeedState.Stopped;
        // A simulator's packet is never anything that a market's could be.
        var simulator = simulated || feed is { Simulated: true };
        if (state == FeedState.NotEntitled)
            return Freshness.NotEntitled;
        if (closed && !simulator)
            return Freshness.Closed;
        if (state == FeedState.Silent)
            return Freshness.Stale;
        if (state != FeedState.Healthy)
            return Freshness.Disconnected;
        if (simulator)
            return Freshness.Simulated;
        return feed!.Lagging ? Freshness.Stale : now.UtcTicks - receivedAt <= liveFor.Ticks ? Freshness.Live : Freshness.Quiet;
    }

    FeedHealth? Find(string? source)
    {
        foreach (var feed in feeds)
        {
            if (feed.Source == source)
                return feed;
        }

        return null;
    }
}
