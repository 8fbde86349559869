using System.ComponentModel.DataAnnotations;

namespace Grains.Sessions;

/// <summary>When the market is simulated though accounts of a real broker are configured. Section <c>Ticker:Modes</c>.</summary>
public sealed class ModeOptions
{
    /// <summary><c>never</c>: the primary account says; <c>off_hours</c>: outside the session; <c>always</c>. Read again when the settings change. Default: never.</summary>
    [RegularExpression("never|off_hours|always", ErrorMessage = "Ticker:Modes:Simulate must be never, off_hours or always.")]
    public string Simulate { get; set; } = "never";

    /// <summary>How long before an exchange's first session of the day the market is live. Default: 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "04:00:00", ErrorMessage = "Ticker:Modes:Lead must be between 0 and 4 h.")]
    public TimeSpan Lead { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long after its last one it still is. Default: 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "04:00:00", ErrorMessage = "Ticker:Modes:Lag must be between 0 and 4 h.")]
    public TimeSpan Lag { get; set; } = TimeSpan.FromMinutes(30);
}
