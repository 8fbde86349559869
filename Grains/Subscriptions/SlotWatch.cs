using Grains.Interfaces.Feeds;

namespace Grains.Subscriptions;

/// <summary>Remembers how each socket has been, and says which may carry instruments.</summary>
internal sealed class SlotWatch(SubscriptionOptions options)
{
    readonly Dictionary<string, DateTimeOffset> badSince = new(StringComparer.Ordinal);
    readonly Dictionary<string, DateTimeOffset> lostUntil = new(StringComparer.Ordinal);

    /// <summary>Whether it has failed and has not been well for long enough since.</summary>
    public bool IsLost(string source) => lostUntil.ContainsKey(source);

    /// <param name="health">Null: the feed did not answer.</param>
    /// <param name="inSession">Whether silence is a fault.</param>
    public Slot Judge(string source, FeedHealth? health, bool inSession, DateTimeOffset now)
    {
        if (IsWell(source, health, inSession, now))
        {
            var settled = !lostUntil.TryGetValue(source, out var until) || now >= until;
            if (settled)
                lostUntil.Remove(source);
            // Until it has settled it may carry what has no other place, and nothing more.
            return new(source, Usable: true, settled);
        }

        lostUntil[source] = now + options.ReturnAfter;
        return new(source, Usable: false, Settled: false);
    }

    bool IsWell(string source, FeedHealth? health, bool inSession, DateTimeOffset now)
    {
        if (health?.State is FeedState.NeedsLogin or FeedState.NotEntitled)
            return false;
        var silent = health is null ? TimeSpan.Zero : now - (health.LastFrameAt ?? health.Since);
        var broken = health?.State is not FeedState.Healthy;
        if (!broken && !(inSession && silent >= options.FailOverAfter))
        {
            badSince.Remove(source);
            // One that was lost proves itself by what it brings, not by a line that is open again.
            return !IsLost(source) || !inSession || health!.LastFrameAt > health.Since;
        }

        if (!broken)
            return false;
        if (!badSince.TryGetValue(source, out var since))
            badSince[source] = since = now;
        return !IsLost(source) && now - since < options.FailOverAfter;
    }
}
