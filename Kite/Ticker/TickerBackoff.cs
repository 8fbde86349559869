namespace Kite.Ticker;

/// <summary>How long to wait before the next attempt.</summary>
sealed class TickerBackoff(TickerOptions options)
{
    const int MaxDoublings = 20;

    int _failures;
    int _refusals;

    /// <summary>After a connection that lived long enough to be called stable; being accepted alone proves nothing.</summary>
    public void Reset()
    {
        _failures = 0;
        _refusals = 0;
    }

    public TimeSpan AfterFailure() => Jitter(Double(options.BackoffMin, options.BackoffMax, ref _failures));

    public TimeSpan AfterRefusal(TimeSpan? retryAfter)
    {
        var wait = Jitter(Double(options.RefusedBackoff, options.RefusedBackoff * 4, ref _refusals));
        return retryAfter > wait ? retryAfter.Value : wait;
    }

    static TimeSpan Double(TimeSpan first, TimeSpan most, ref int count)
    {
        var wait = first.TotalSeconds * Math.Pow(2, count);
        count = Math.Min(count + 1, MaxDoublings);
        return TimeSpan.FromSeconds(Math.Min(wait, most.TotalSeconds));
    }

    TimeSpan Jitter(TimeSpan wait) => wait * (0.5 + (options.Random.NextDouble() / 2));
}
