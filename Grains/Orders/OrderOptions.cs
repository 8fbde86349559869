using System.ComponentModel.DataAnnotations;

namespace Grains.Orders;

/// <summary>How orders are placed and reconciled. Section <c>Ticker:Orders</c>.</summary>
public sealed class OrderOptions
{
    /// <summary>How long a placement waits for a permit or a token before it answers that nothing was sent. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ErrorMessage = "Ticker:Orders:SubmitDeadline must be between 10 ms and 1 min.")]
    public TimeSpan SubmitDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// An order whose outcome is unknown counts as absent only in readings that began this long after it was sent, on top of the request
    /// time-out. Default: 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00", ErrorMessage = "Ticker:Orders:AbsenceMargin must be between 0 and 10 min.")]
    public TimeSpan AbsenceMargin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an order's check waits for today's circuit limits; without them the broker alone checks them. Default: 1.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30", ErrorMessage = "Ticker:Orders:CircuitLimitWait must be between 0 and 30 s.")]
    public TimeSpan CircuitLimitWait { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Published changes that stay readable for clients that resume. Default: 100,000.</summary>
    [Range(0, 100_000_000, ErrorMessage = "Ticker:Orders:KeepChanges must be between 0 and 100000000.")]
    public int KeepChanges { get; set; } = 100_000;
}
