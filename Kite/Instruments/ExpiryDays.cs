namespace Kite.Instruments;

/// <summary>
/// When contracts expire. The exchange sets the weekday, which has changed often, and the holidays; a holiday moves an expiry to the trading
/// day before, and the symbol of a weekly option carries that day. The day's instrument list knows: this is for days that it does not hold.
/// </summary>
public static class ExpiryDays
{
    /// <summary>The expiry of the week that <paramref name="week"/> is in; weeks begin on Monday.</summary>
    public static DateOnly Weekly(DateOnly week, DayOfWeek weekday, Func<DateOnly, bool> isHoliday) =>
        TradingDay(week.AddDays(Days(weekday) - Days(week.DayOfWeek)), isHoliday);

    /// <summary>The expiry of a month: its last such weekday.</summary>
    public static DateOnly Monthly(int year, int month, DayOfWeek weekday, Func<DateOnly, bool> isHoliday)
    {
        var last = new DateOnly(year, month, DateTime.DaysInMonth(year, month));
        return TradingDay(last.AddDays(-((Days(last.DayOfWeek) - Days(weekday) + 7) % 7)), isHoliday);
    }

    static DateOnly TradingDay(DateOnly day, Func<DateOnly, bool> isHoliday)
    {
        ArgumentNullException.ThrowIfNull(isHoliday);
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || isHoliday(day))
            day = day.AddDays(-1);
        return day;
    }

    /// <summary>Days since Monday.</summary>
    static int Days(DayOfWeek day) => ((int)day + 6) % 7;
}
