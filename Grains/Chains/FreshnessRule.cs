using System.Collections.Immutable;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Feeds;

namespace Grains.Chains;

/// <summary>How current a quote is: by the age of its last packet and by the health of the socket that brings it.</summary>
internal readonly struct FreshnessRule(ImmutableArray<FeedHealth> feeds, DateTimeOffset now, TimeSpan liveFor, bool simulated)
{
    /// <summary><paramref name="receivedAt"/> in UTC ticks, 0 before the first packet.</summary>
    public Freshness For(long receivedAt, string? source)
    {
        if (receivedAt == 0)
            return Freshness.Pending;
        switch (StateOf(source))
        {
            case FeedState.NotEntitled:
                return Freshness.NotEntitled;
            case FeedState.Silent:
                return Freshness.Stale;
            case FeedState.Healthy:
                break;
            default:
                return Freshness.Disconnected;
        }

        if (simulated)
            return Freshness.Simulated;
        return now.UtcTicks - receivedAt <= liveFor.Ticks ? Freshness.Live : Freshness.Quiet;
    }

    FeedState StateOf(string? source)
    {
        foreach (var feed in feeds)
        {
            if (feed.Source == source)
                return feed.State;
        }

        return FeedState.Stopped;
    }
}
