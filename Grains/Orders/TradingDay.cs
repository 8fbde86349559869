namespace Grains.Orders;

/// <summary>Days of the exchange: the calendar date in IST, which has no daylight saving.</summary>
static class TradingDay
{
    public static DateOnly Of(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Kite.Ist.Offset).DateTime);

    /// <summary>The first instant of the next day.</summary>
    public static DateTimeOffset End(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), Kite.Ist.Offset);

    /// <summary>The next time that the clock in India shows <paramref name="hour"/>:00.</summary>
    public static DateTimeOffset Next(DateTimeOffset after, int hour)
    {
        var today = new DateTimeOffset(Of(after).ToDateTime(new TimeOnly(hour, 0)), Kite.Ist.Offset);
        return today > after ? today : today.AddDays(1);
    }
}
