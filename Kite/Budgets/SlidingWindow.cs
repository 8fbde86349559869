namespace Kite.Budgets;

/// <summary>
/// At most <paramref name="limit"/> grants within any window of <paramref name="length"/>. It slides, because the broker cuts its seconds by
/// a clock that we do not have; the guard covers what the network adds between grant and arrival.
/// </summary>
sealed class SlidingWindow(int limit, TimeSpan length, TimeSpan guard, TimeProvider time)
{
    readonly long[] _grants = new long[limit];
    readonly long _span = (long)Math.Ceiling((length + guard).TotalSeconds * time.TimestampFrequency);
    int _next;
    int _count;

    /// <summary>How long until a grant is allowed that leaves <paramref name="reserve"/> of the limit free; zero or less: now.</summary>
    public TimeSpan Wait(int reserve)
    {
        var room = limit - reserve;
        if (_count < room)
            return TimeSpan.Zero;
        var due = _grants[(_next - room + limit) % limit] + _span;
        return TimeSpan.FromSeconds((due - time.GetTimestamp()) / (double)time.TimestampFrequency);
    }

    public void Grant()
    {
        _grants[_next] = time.GetTimestamp();
        _next = (_next + 1) % limit;
        _count = Math.Min(_count + 1, limit);
    }
}
