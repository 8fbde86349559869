using System.ComponentModel.DataAnnotations;

namespace Grains.Bars;

/// <summary>Of what 1-minute bars are stored. Section <c>Ticker:Bars</c>.</summary>
public sealed class BarOptions
{
    /// <summary>Whether bars are stored at all. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Underlyings whose index and near futures have bars. Default: those of <c>Ticker:Subscriptions:Underlyings</c>.</summary>
    public List<string> Underlyings { get; set; } = [];

    /// <summary>Futures of each underlying, nearest expiry first. Default: 1. Allowed: 0 to 3.</summary>
    [Range(0, 3, ErrorMessage = "Ticker:Bars:Futures must be between 0 and 3.")]
    public int Futures { get; set; } = 1;

    /// <summary>Further instruments, <c>exchange:tradingsymbol</c>; 5,000 at most. Default: none.</summary>
    [MaxLength(5000, ErrorMessage = "Ticker:Bars:Instruments may name 5000 instruments at most.")]
    public List<string> Instruments { get; set; } = [];

    /// <summary>How long after its end a bar still takes late packets. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30", ErrorMessage = "Ticker:Bars:Grace must be between 0 s and 30 s.")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Days that bars are kept, counted from the newest bar. Default: 30.</summary>
    [Range(1, 3650, ErrorMessage = "Ticker:Bars:KeepDays must be between 1 and 3650.")]
    public int KeepDays { get; set; } = 30;

    /// <summary>Bars that may wait for the database; the oldest beyond it are dropped and counted. Default: 20,000.</summary>
    [Range(100, 1_000_000, ErrorMessage = "Ticker:Bars:WriteQueue must be between 100 and 1000000.")]
    public int WriteQueue { get; set; } = 20_000;
}
