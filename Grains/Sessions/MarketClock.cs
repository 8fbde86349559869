using Grains.Accounts;

namespace Grains.Sessions;

/// <summary>
/// What time it is at the exchange. Live, that is this machine's clock; a simulated market has a clock of its own, which only its packets tell.
/// </summary>
public sealed class MarketClock(TimeProvider time, AccountRegistry accounts)
{
    long observed;

    /// <summary>The exchange's date; null before the first packet of a simulated market: nothing may be decided by a date that is not known.</summary>
    public DateOnly? Today => Now is { } now ? DateOnly.FromDateTime(now.DateTime) : null;

    /// <summary>IST; null before the first packet of a simulated market.</summary>
    public DateTimeOffset? Now => NowOf(accounts.Mode);

    /// <summary>The date of an order's market, whichever is shown now.</summary>
    public DateOnly? TodayOf(string mode) => NowOf(mode) is { } now ? DateOnly.FromDateTime(now.DateTime) : null;

    DateTimeOffset? NowOf(string mode) =>
        mode != "simulated" ? time.GetUtcNow().ToOffset(Kite.Ist.Offset)
        : Volatile.Read(ref observed) is var seen and not 0 ? DateTimeOffset.FromUnixTimeSeconds(seen).ToOffset(Kite.Ist.Offset)
        : null;

    /// <summary>An exchange time that a simulator's packet carried, Unix seconds. The latest one counts.</summary>
    public void Observe(long exchangeTime)
    {
        long seen;
        while (exchangeTime > (seen = Volatile.Read(ref observed)))
        {
            if (Interlocked.CompareExchange(ref observed, exchangeTime, seen) == seen)
                return;
        }
    }
}
