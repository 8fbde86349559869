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

    /// <summary>The first wait before an order that was provably not executed is sent again; it doubles, and every wait is shortened by chance. Default: 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10", ErrorMessage = "Ticker:Orders:RetryBackOff must be between 1 ms and 10 s.")]
    public TimeSpan RetryBackOff { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The most slices that one order may be split into. Default: 10, what the broker takes in a second.</summary>
    [Range(1, 100, ErrorMessage = "Ticker:Orders:MaxSlices must be between 1 and 100.")]
    public int MaxSlices { get; set; } = 10;

    /// <summary>Pools of accounts by name: <c>Ticker:Orders:Pools:{name}:0</c> and so on, the preferred account first. Default: none.</summary>
    public Dictionary<string, List<string>> Pools { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Pre-trade limits. Default: none.</summary>
    public OrderLimitOptions Limits { get; init; } = new();
}

/// <summary>Pre-trade limits for everybody, and stricter ones for an account or an owner (the name of an API key). Every one that is set must hold.</summary>
public sealed class OrderLimitOptions : OrderLimit
{
    /// <summary>By account.</summary>
    public Dictionary<string, OrderLimit> Accounts { get; init; } = new(StringComparer.Ordinal);

    /// <summary>By owner: the name of the API key.</summary>
    public Dictionary<string, OrderLimit> Owners { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>What one order may be, and how many there may be. Null: no limit.</summary>
public class OrderLimit
{
    /// <summary>Units of one order.</summary>
    public int? MaxQuantity { get; set; }

    /// <summary>Rupees: quantity times price, or times the last price where the order has none.</summary>
    public decimal? MaxValue { get; set; }

    /// <summary>Percent that a price may be away from the last one. An instrument without a last price is refused.</summary>
    public decimal? PriceBandPercent { get; set; }

    /// <summary>Orders of an account, or of an owner in an account, that are not final.</summary>
    public int? MaxOpenOrders { get; set; }

    /// <summary>Orders of an account, or of an owner in an account, in one trading day.</summary>
    public int? MaxOrdersPerDay { get; set; }
}
