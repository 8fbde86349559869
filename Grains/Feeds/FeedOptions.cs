using System.ComponentModel.DataAnnotations;

namespace Grains.Feeds;

/// <summary>When a socket is believed. Section <c>Ticker:Feeds</c>.</summary>
public sealed class FeedOptions
{
    /// <summary>In session, a socket without a byte for this long is silent: its quotes are stale, and it connects again. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "Ticker:Feeds:SilentAfter must be between 1 s and 5 min.")]
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>In session, quotes are stale when the exchange time of what arrives is behind by more than this. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Ticker:Feeds:LagLimit must be between 1 s and 1 h.")]
    public TimeSpan LagLimit { get; set; } = TimeSpan.FromSeconds(10);
}
