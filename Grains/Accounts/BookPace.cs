using Microsoft.Extensions.Options;

namespace Grains.Accounts;

/// <summary>
/// What all accounts of this process read of their order books, which are read whole: so many rows a second, so that with many busy accounts, or
/// a long day, it is not all that is worked on. Nothing is refused; each reading makes its account wait its share before the next.
/// </summary>
sealed class BookPace(IOptions<BrokerOptions> options, TimeProvider time)
{
    readonly Lock gate = new();
    readonly long origin = time.GetTimestamp();
    TimeSpan spokenFor;

    /// <summary>Counts a book that was read; how long its account waits from now on.</summary>
    public TimeSpan Take(int rows)
    {
        lock (gate)
        {
            var now = time.GetElapsedTime(origin);
            spokenFor = (spokenFor > now ? spokenFor : now) + TimeSpan.FromSeconds((double)rows / options.Value.BookRowsPerSecond);
            return spokenFor - now;
        }
    }
}
