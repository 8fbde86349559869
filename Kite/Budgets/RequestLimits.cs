namespace Kite.Budgets;

/// <summary>What the broker takes from one account.</summary>
public sealed record RequestLimits
{
    /// <summary>Default: 10.</summary>
    public int OrdersPerSecond { get; init; } = 10;

    /// <summary>Default: 400.</summary>
    public int OrdersPerMinute { get; init; } = 400;

    /// <summary>Default: 5,000.</summary>
    public int OrdersPerDay { get; init; } = 5000;

    /// <summary>Of the orders of a second, what is kept for exits; less than those. Default: 2.</summary>
    public int ExitsPerSecond { get; init; } = 2;

    /// <summary>Of the orders of a day, what is kept for exits. Default: 250.</summary>
    public int ExitsPerDay { get; init; } = 250;

    /// <summary>Default: 1.</summary>
    public int QuotesPerSecond { get; init; } = 1;

    /// <summary>Default: 3.</summary>
    public int HistoricalPerSecond { get; init; } = 3;

    /// <summary>Default: 10.</summary>
    public int OthersPerSecond { get; init; } = 10;

    /// <summary>
    /// What our windows are longer than the broker's: the difference that the network may make to two requests on their way. Default: 50 ms.
    /// </summary>
    public TimeSpan Guard { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest that <see cref="RequestPacer"/> lets a request wait. Default: 30 s.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests that may wait at once for one budget; more are turned away. Default: 1,000.</summary>
    public int MaxWaiting { get; init; } = 1000;
}
