using System.ComponentModel.DataAnnotations;
using Grains.Interfaces.Accounts;
using Kite.Budgets;

namespace Grains.Accounts;

/// <summary>How the broker is called. Section <c>Ticker:Broker</c>.</summary>
public sealed class BrokerOptions
{
    /// <summary>From sending a request to the last byte of its answer; below the 30 s that a grain call may take. Default: 7 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:20", ErrorMessage = "Ticker:Broker:RequestTimeout must be between 50 ms and 20 s.")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(7);

    /// <summary>Requests of the same second. Default: 10.</summary>
    [Range(3, 1000, ErrorMessage = "Ticker:Broker:OrdersPerSecond must be between 3 and 1000.")]
    public int OrdersPerSecond { get; set; } = 10;

    /// <summary>Default: 400.</summary>
    [Range(3, 100_000, ErrorMessage = "Ticker:Broker:OrdersPerMinute must be between 3 and 100000.")]
    public int OrdersPerMinute { get; set; } = 400;

    /// <summary>Default: 5000.</summary>
    [Range(20, 1_000_000, ErrorMessage = "Ticker:Broker:OrdersPerDay must be between 20 and 1000000.")]
    public int OrdersPerDay { get; set; } = 5000;

    /// <summary>Of <see cref="OrdersPerSecond"/>, what only cancels and exits may use. Default: 2.</summary>
    [Range(0, 100, ErrorMessage = "Ticker:Broker:ExitsPerSecond must be between 0 and 100, and less than OrdersPerSecond.")]
    public int ExitsPerSecond { get; set; } = 2;

    /// <summary>Default: 1.</summary>
    [Range(1, 1000, ErrorMessage = "Ticker:Broker:QuotesPerSecond must be between 1 and 1000.")]
    public int QuotesPerSecond { get; set; } = 1;

    /// <summary>Default: 3.</summary>
    [Range(1, 1000, ErrorMessage = "Ticker:Broker:HistoricalPerSecond must be between 1 and 1000.")]
    public int HistoricalPerSecond { get; set; } = 3;

    /// <summary>Default: 10.</summary>
    [Range(1, 1000, ErrorMessage = "Ticker:Broker:OthersPerSecond must be between 1 and 1000.")]
    public int OthersPerSecond { get; set; } = 10;

    /// <summary>Changes of one order. Default: 25.</summary>
    [Range(1, 1000, ErrorMessage = "Ticker:Broker:ModificationsPerOrder must be between 1 and 1000.")]
    public int ModificationsPerOrder { get; set; } = ModificationCounts.BrokerLimit;

    /// <summary>After a placement the order book is read this long after it, and again. Default: 100 ms, 300 ms, 1 s.</summary>
    public IReadOnlyList<TimeSpan> QuickReads { get; set; } = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(1)];

    /// <summary>The least time between two readings of the order book, so that they never eat the budget. Default: 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10", ErrorMessage = "Ticker:Broker:MinReadGap must be between 10 ms and 10 s.")]
    public TimeSpan MinReadGap { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Of the order books of all accounts together, which are read whole: long ones are read less often than <see cref="MinReadGap"/> allows. Default: 5000.</summary>
    [Range(100, 1_000_000, ErrorMessage = "Ticker:Broker:BookRowsPerSecond must be between 100 and 1000000.")]
    public int BookRowsPerSecond { get; set; } = 5000;

    /// <summary>Between readings while an order's outcome is unknown. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00", ErrorMessage = "Ticker:Broker:UnknownReads must be between 10 ms and 5 min.")]
    public TimeSpan UnknownReads { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Between readings while an order is open. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00", ErrorMessage = "Ticker:Broker:OpenReads must be between 10 ms and 1 h.")]
    public TimeSpan OpenReads { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls of one class that fail in a row (no answer, a broken connection, 5xx) until its circuit breaker opens. Default: 5.</summary>
    [Range(1, 1000, ErrorMessage = "Ticker:Broker:BreakerFailures must be between 1 and 1000.")]
    public int BreakerFailures { get; set; } = 5;

    /// <summary>How long a circuit breaker stays open the first time, doubled with every opening in a row. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00", ErrorMessage = "Ticker:Broker:BreakerOpenFor must be between 50 ms and 10 min.")]
    public TimeSpan BreakerOpenFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest that it stays open. Default: 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00", ErrorMessage = "Ticker:Broker:BreakerLongest must be between 50 ms and 1 h.")]
    public TimeSpan BreakerLongest { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The last 5 % of the day's orders are kept for exits.</summary>
    internal RequestLimits Limits() => new()
    {
        OrdersPerSecond = OrdersPerSecond,
        OrdersPerMinute = OrdersPerMinute,
        OrdersPerDay = OrdersPerDay,
        ExitsPerSecond = ExitsPerSecond,
        ExitsPerDay = OrdersPerDay / 20,
        QuotesPerSecond = QuotesPerSecond,
        HistoricalPerSecond = HistoricalPerSecond,
        OthersPerSecond = OthersPerSecond,
    };

    internal static RequestClass ClassOf(RequestKind kind) => kind switch
    {
        RequestKind.Order => RequestClass.Order,
        RequestKind.Exit => RequestClass.Exit,
        RequestKind.Quote => RequestClass.Quote,
        RequestKind.Historical => RequestClass.Historical,
        _ => RequestClass.Other,
    };
}
