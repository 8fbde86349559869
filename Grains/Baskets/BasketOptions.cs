using System.ComponentModel.DataAnnotations;

namespace Grains.Baskets;

/// <summary>Settings of baskets, section <c>Ticker:Baskets</c>.</summary>
public sealed class BasketOptions
{
    /// <summary>A leg that could not be placed within this time is not placed any more, and the basket is rolled back; also after a restart. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00", ErrorMessage = "Ticker:Baskets:PlaceWithin must be between 1 s and 6 h.")]
    public TimeSpan PlaceWithin { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the legs of a basket that is not done are looked at. Default: 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ErrorMessage = "Ticker:Baskets:Look must be between 10 ms and 1 min.")]
    public TimeSpan Look { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether the broker is asked for the margin of all legs before the first is sent. Default: true.</summary>
    public bool CheckMargin { get; set; } = true;
}
