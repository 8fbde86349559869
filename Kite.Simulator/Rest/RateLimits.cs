namespace Kite.Simulator.Rest;

/// <summary>
/// The broker's budgets: counted by calendar second of the host's clock, so that a burst across a second's boundary passes. Refused requests
/// count, too.
/// </summary>
internal sealed class RateLimits(SimulatorLimits? limits, TimeProvider time)
{
    readonly Lock _gate = new();
    readonly Dictionary<(string Key, string Window), (long Index, int Count)> _counts = [];

    public bool Admit(Bucket bucket, string key, string method)
    {
        if (limits is null)
            return true;
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        lock (_gate)
        {
            return bucket switch
            {
                Bucket.Quote => Count(key, "quote", second, limits.QuotesPerSecond),
                Bucket.Historical => Count(key, "historical", second, limits.HistoricalPerSecond),
                Bucket.Order when method == "POST" =>
                    Count(key, "order", second, limits.OrdersPerSecond)
                    & Count(key, "order minute", second / 60, limits.OrdersPerMinute),
                Bucket.Order => Count(key, "order", second, limits.OrdersPerSecond),
                _ => Count(key, "other", second, limits.OthersPerSecond),
            };
        }
    }

    bool Count(string key, string window, long index, int limit)
    {
        var (at, count) = _counts.GetValueOrDefault((key, window));
        count = at == index ? count + 1 : 1;
        _counts[(key, window)] = (index, count);
        return count <= limit;
    }
}
