using Grains.Accounts;

namespace Grains.Sessions;

/// <summary>
/// What time it is at the exchange. Live, that is this machine's clock; a simulated market has a clock of its own, which only its packets tell.
/// </summary>
public sealed class MarketClock(TimeProvider time, AccountRegistry accounts)
{
    static readonly TimeSpan IndiaOffset = new(5, 30, 0);
    readonly bool simulated = accounts.Primary.Mode == "simulated";
    long observed;

    /// <summary>The exchange's date. Before the first packet of a simulated market, this machine's.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    /// <summary>IST.</summary>
    public DateTimeOffset Now =>
        simulated && Volatile.Read(ref observed) is var seen and not 0
            ? DateTimeOffset.FromUnixTimeSeconds(seen).ToOffset(IndiaOffset)
            : time.GetUtcNow().ToOffset(IndiaOffset);

    /// <summary>An exchange time that a packet carried, Unix seconds. The latest one counts.</summary>
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
