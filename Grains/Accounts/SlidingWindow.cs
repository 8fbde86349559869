namespace Grains.Accounts;

/// <summary>
/// At most <paramref name="limit"/> grants within any window of <paramref name="length"/>. It slides, because the broker cuts its seconds by
/// a clock that we do not have; the guard covers what the network adds between grant and arrival.
/// </summary>
sealed class SlidingWindow(int limit, TimeSpan length, TimeProvider time)
{
    /// <summary>What a window is longer than the broker's.</summary>
    public static readonly TimeSpan Guard = TimeSpan.FromMilliseconds(50);

    readonly long[] grants = new long[limit];
    readonly long span = (long)Math.Ceiling((length + Guard).TotalSeconds * time.TimestampFrequency);
    int next;
    int count;

    /// <summary>How long until a grant is allowed that leaves <paramref name="reserve"/> of the limit free; zero or less: now.</summary>
    public TimeSpan Wait(int reserve)
    {
        var room = limit - reserve;
        if (count < room)
            return TimeSpan.Zero;
        var due = grants[(next - room + limit) % limit] + span;
        return TimeSpan.FromSeconds((due - time.GetTimestamp()) / (double)time.TimestampFrequency);
    }

    public void Grant()
    {
        grants[next] = time.GetTimestamp();
        next = (next + 1) % limit;
        count = Math.Min(count + 1, limit);
    }
}
