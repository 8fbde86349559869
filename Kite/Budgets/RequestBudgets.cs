namespace Kite.Budgets;

/// <summary>
/// What one account may ask of the broker, by class: a question about now. <see cref="RequestPacer"/> waits. Safe for all threads.
/// </summary>
public sealed class RequestBudgets
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly Lock _lock = new();
    readonly TimeProvider _time;
    readonly int _exitsPerSecond;
    readonly SlidingWindow _orders;
    readonly SlidingWindow _ordersPerMinute;
    readonly DayCount _ordersPerDay;
    readonly SlidingWindow _quotes;
    readonly SlidingWindow _historical;
    readonly SlidingWindow _others;
    readonly long[] _pausedUntil = new long[Enum.GetValues<RequestClass>().Length];

    public RequestBudgets(RequestLimits limits, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _exitsPerSecond = limits.ExitsPerSecond;
        _orders = Window(limits.OrdersPerSecond, Second);
        _ordersPerMinute = Window(limits.OrdersPerMinute, TimeSpan.FromMinutes(1));
        _ordersPerDay = new DayCount(limits.OrdersPerDay, limits.ExitsPerDay, time);
        _quotes = Window(limits.QuotesPerSecond, Second);
        _historical = Window(limits.HistoricalPerSecond, Second);
        _others = Window(limits.OthersPerSecond, Second);

        SlidingWindow Window(int limit, TimeSpan length) => new(limit, length, limits.Guard, time);
    }

    /// <summary>Takes one request out of the budget, or says when to ask again.</summary>
    public BudgetAnswer Acquire(RequestClass of)
    {
        lock (_lock)
        {
            var paused = Paused(of);
            if (paused > TimeSpan.Zero)
                return new BudgetAnswer(paused, "The broker's rate limit was reached.");
            return of switch
            {
                RequestClass.Order => AcquireOrder(exit: false),
                RequestClass.Exit => AcquireOrder(exit: true),
                RequestClass.Quote => Acquire(_quotes, "quotes"),
                RequestClass.Historical => Acquire(_historical, "candles"),
                _ => Acquire(_others, "requests"),
            };
        }
    }

    /// <summary>Gives back a request that was not sent. Only the day is long enough to be worth it: the windows slide on by themselves.</summary>
    public void Return(RequestClass of)
    {
        if (Budget(of) != RequestClass.Order)
            return;
        lock (_lock)
            _ordersPerDay.Return();
    }

    /// <summary>Orders that the day's order book shows, whoever placed them.</summary>
    public void ObserveOrderBook(int rows)
    {
        lock (_lock)
            _ordersPerDay.Observe(rows);
    }

    /// <summary>The broker turned a request away after all (HTTP 429): nothing of this budget goes out for that long.</summary>
    public void Pause(RequestClass of, TimeSpan wait)
    {
        lock (_lock)
        {
            ref var until = ref _pausedUntil[(int)Budget(of)];
            until = Math.Max(until, _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency));
        }
    }

    /// <summary>Exits share the budget of orders.</summary>
    internal static RequestClass Budget(RequestClass of) => of == RequestClass.Exit ? RequestClass.Order : of;

    TimeSpan Paused(RequestClass of)
    {
        var until = _pausedUntil[(int)Budget(of)];
        return until == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((until - _time.GetTimestamp()) / (double)_time.TimestampFrequency);
    }

    BudgetAnswer AcquireOrder(bool exit)
    {
        var day = _ordersPerDay.Wait(exit);
        if (day > TimeSpan.Zero)
            return new BudgetAnswer(day, "The account's orders for today are used up.", IsForToday: true);
        var minute = _ordersPerMinute.Wait(0);
        var second = _orders.Wait(exit ? 0 : _exitsPerSecond);
        var wait = minute > second ? minute : second;
        if (wait > TimeSpan.Zero)
            return new BudgetAnswer(wait, "The account's orders for this moment are used up.");
        _ordersPerDay.Grant();
        _ordersPerMinute.Grant();
        _orders.Grant();
        return BudgetAnswer.Granted;
    }

    static BudgetAnswer Acquire(SlidingWindow window, string what)
    {
        var wait = window.Wait(0);
        if (wait > TimeSpan.Zero)
            return new BudgetAnswer(wait, $"The account's {what} for this second are used up.");
        window.Grant();
        return BudgetAnswer.Granted;
    }
}
