namespace Kite.Budgets;

/// <summary>How often each order of the day was changed: the broker takes 25 changes of an order. Safe for all threads.</summary>
public sealed class ModificationCounts(TimeProvider time, int limit = ModificationCounts.BrokerLimit)
{
    public const int BrokerLimit = 25;

    readonly Lock _lock = new();
    // As long as the day's order book at most; the next day begins anew.
    readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    DateOnly _day;

    /// <summary>Counts one more change; false when the order has had all of them.</summary>
    public bool TryCount(string orderId)
    {
        lock (_lock)
        {
            var today = Ist.DateOf(time.GetUtcNow());
            if (today != _day)
            {
                _counts.Clear();
                _day = today;
            }

            var count = _counts.GetValueOrDefault(orderId);
            if (count >= limit)
                return false;
            _counts[orderId] = count + 1;
            return true;
        }
    }
}
