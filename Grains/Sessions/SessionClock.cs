namespace Grains.Sessions;

/// <summary>The calendar at the exchange's present time, readable without a grain call.</summary>
public sealed class SessionClock(MarketClock market, SessionCalendar calendar)
{
    SessionCalendar current = calendar;

    public SessionCalendar Calendar => Volatile.Read(ref current);

    /// <summary>IST; null while a simulated market has not told its time.</summary>
    public DateTimeOffset? Now => market.Now;

    public void Replace(SessionCalendar next) => Volatile.Write(ref current, next);

    /// <summary>Null when the exchange is not in the calendar, or its time is not known.</summary>
    public SessionState? At(string exchange) => market.Now is { } now ? Calendar.At(exchange, now) : null;

    /// <summary>Known to be outside its session.</summary>
    public bool IsClosed(string exchange) => At(exchange) is { IsInSession: false };

    /// <summary>Whether silence means a fault: some exchange is in session, or nothing is known of it.</summary>
    public bool MayTrade(IEnumerable<string> exchanges)
    {
        foreach (var exchange in exchanges)
        {
            if (!IsClosed(exchange))
                return true;
        }

        return false;
    }
}
