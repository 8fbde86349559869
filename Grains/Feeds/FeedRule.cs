using System.Globalization;
using Grains.Interfaces.Feeds;

namespace Grains.Feeds;

/// <summary>Says what a connected socket is worth: in session it must not be silent, and not behind.</summary>
/// <param name="mayTrade">Whether silence is a fault now.</param>
internal sealed class FeedRule(bool simulated, Func<bool> mayTrade, FeedOptions options)
{
    public bool Simulated => simulated;

    /// <summary>A new connection that has brought nothing yet has the age of the last frame before it: an open line alone is no sign of life.</summary>
    public FeedHealth Judge(FeedHealth health, DateTimeOffset now)
    {
        if (health.State != FeedState.Healthy || !mayTrade())
            return health;
        var heard = health.LastFrameAt ?? health.Since;
        if (now - heard >= options.SilentAfter)
        {
            return health with
            {
                State = FeedState.Silent,
                Reason = string.Create(CultureInfo.InvariantCulture, $"Connected, and nothing arrived for {(now - heard).TotalSeconds:0} s."),
                Since = heard + options.SilentAfter,
            };
        }

        // A simulated exchange has a clock of its own.
        return !simulated && health.ExchangeLag > options.LagLimit.TotalSeconds ? health with { Lagging = true } : health;
    }
}
