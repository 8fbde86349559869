using Grains.Interfaces.Accounts;

namespace Grains.Accounts;

/// <summary>What one account may ask of the broker, by endpoint class.</summary>
sealed class RequestBudgets(BrokerOptions options, TimeProvider time)
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly SlidingWindow orders = new(options.OrdersPerSecond, Second, time);
    readonly SlidingWindow ordersPerMinute = new(options.OrdersPerMinute, TimeSpan.FromMinutes(1), time);
    readonly DayCount ordersPerDay = new(options.OrdersPerDay, options.OrdersPerDay / 20, time);
    readonly SlidingWindow quotes = new(options.QuotesPerSecond, Second, time);
    readonly SlidingWindow historical = new(options.HistoricalPerSecond, Second, time);
    readonly SlidingWindow others = new(options.OthersPerSecond, Second, time);

    /// <summary>Zero: granted and counted. Otherwise when to ask again, and why.</summary>
    public (TimeSpan RetryAfter, string Reason) Acquire(RequestKind kind) => kind switch
    {
        RequestKind.Order => AcquireOrder(exit: false),
        RequestKind.Exit => AcquireOrder(exit: true),
        RequestKind.Quote => Acquire(quotes, "quotes"),
        RequestKind.Historical => Acquire(historical, "candles"),
        _ => Acquire(others, "requests"),
    };

    /// <summary>Orders that the day's order book shows, whoever placed them.</summary>
    public void ObserveOrderBook(int rows) => ordersPerDay.Observe(rows);

    (TimeSpan RetryAfter, string Reason) AcquireOrder(bool exit)
    {
        var day = ordersPerDay.Wait(exit);
        if (day > TimeSpan.Zero)
            return (day, "The account's orders for today are used up.");
        var minute = ordersPerMinute.Wait(0);
        var second = orders.Wait(exit ? 0 : options.ExitsPerSecond);
        var wait = minute > second ? minute : second;
        if (wait > TimeSpan.Zero)
            return (wait, "The account's orders for this moment are used up.");
        ordersPerDay.Grant();
        ordersPerMinute.Grant();
        orders.Grant();
        return (TimeSpan.Zero, "");
    }

    static (TimeSpan RetryAfter, string Reason) Acquire(SlidingWindow window, string what)
    {
        var wait = window.Wait(0);
        if (wait > TimeSpan.Zero)
            return (wait, $"The account's {what} for this second are used up.");
        window.Grant();
        return (TimeSpan.Zero, "");
    }
}
