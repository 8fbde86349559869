using System.Collections.Immutable;
using Grains.Interfaces.Feeds;

namespace Grains.Bars;

/// <summary>Says of which sockets data is missing, and from when: by their health now against their health at the last look.</summary>
internal sealed class BarContinuity
{
    readonly Dictionary<string, Heard> heard = new(StringComparer.Ordinal);

    /// <param name="market">The exchange's clock, Unix seconds; the same instant as <paramref name="now"/>.</param>
    public IReadOnlyDictionary<string, Hole> Look(ImmutableArray<FeedHealth> feeds, DateTimeOffset now, long market)
    {
        var holes = new Dictionary<string, Hole>(StringComparer.Ordinal);
        foreach (var feed in feeds)
        {
            heard.TryGetValue(feed.Source, out var last);
            if (feed.State != FeedState.Healthy)
            {
                holes[feed.Source] = new(last?.At ?? market, null);
                continue;
            }

            // It was lost and is back already, between two looks.
            if (last is not null && feed.Since != last.Since)
                holes[feed.Source] = new(last.At, market - Age(feed.Since, now));
            heard[feed.Source] = new(feed.Since, market - Age(feed.LastFrameAt ?? now, now));
        }

        return holes;
    }

    static long Age(DateTimeOffset at, DateTimeOffset now) => Math.Max(0, (long)(now - at).TotalSeconds);

    sealed record Heard(DateTimeOffset Since, long At);
}

/// <summary>Missing data of one socket; without an end while it lasts. Unix seconds by the exchange's clock.</summary>
internal readonly record struct Hole(long From, long? Until);
