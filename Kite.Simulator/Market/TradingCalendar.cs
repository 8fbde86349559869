namespace Kite.Simulator.Market;

/// <summary>Trading days, session times and expiry dates. Every time is Indian standard time (UTC+05:30, no daylight saving).</summary>
internal sealed class TradingCalendar(MarketFacts facts)
{
    public static readonly TimeSpan Ist = new(5, 30, 0);
    readonly HashSet<DateOnly> _holidays = [.. facts.Holidays.Holidays];

    public static DateOnly DateOf(DateTimeOffset time) => DateOnly.FromDateTime(time.ToOffset(Ist).DateTime);

    public static DateTimeOffset At(DateOnly day, TimeOnly time) => new(day.ToDateTime(time), Ist);

    public DateTimeOffset Open(DateOnly day) => At(day, facts.Exchange.Open);

    public DateTimeOffset Close(DateOnly day) => At(day, facts.Exchange.Close);

    public bool IsTradingDay(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !_holidays.Contains(day);

    public DateOnly NextTradingDay(DateOnly after)
    {
        var day = after.AddDays(1);
        while (!IsTradingDay(day))
            day = day.AddDays(1);
        return day;
    }

    public DateOnly PreviousTradingDay(DateOnly before)
    {
        var day = before.AddDays(-1);
        while (!IsTradingDay(day))
            day = day.AddDays(-1);
        return day;
    }

    /// <summary>The instant itself when the market is open then, else the next opening.</summary>
    public DateTimeOffset InSession(DateTimeOffset time)
    {
        time = time.ToOffset(Ist);
        var day = DateOf(time);
        if (!IsTradingDay(day) || time >= Close(day))
            return Open(IsTradingDay(day) || time >= At(day, TimeOnly.MinValue) ? NextTradingDay(day) : day);
        return time < Open(day) ? Open(day) : time;
    }

    /// <summary>The next <paramref name="count"/> expiries on or after <paramref name="day"/>; the exchange's weekday, or the trading day before.</summary>
    public List<Expiry> Expiries(DateOnly day, bool weekly, int count, DayOfWeek weekday = DayOfWeek.Tuesday)
    {
        var found = new List<Expiry>(count);
        var regular = day.AddDays(-7);
        while (regular.DayOfWeek != weekday)
            regular = regular.AddDays(1);
        for (; found.Count < count; regular = regular.AddDays(7))
        {
            var monthly = regular.AddDays(7).Month != regular.Month;
            var date = IsTradingDay(regular) ? regular : PreviousTradingDay(regular);
            if (date >= day && (weekly || monthly))
                found.Add(new(date, monthly));
        }

        return found;
    }
}

/// <summary>An expiry date, and whether it is the exchange's monthly one (which has its own way of writing symbols).</summary>
internal readonly record struct Expiry(DateOnly Date, bool Monthly);
