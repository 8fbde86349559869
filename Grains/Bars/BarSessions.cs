using Grains.Interfaces.Bars;
using Grains.Sessions;

namespace Grains.Bars;

internal static class BarSessions
{
    /// <summary>The trading hours of the day that begins at this time (Unix seconds); null on a day without trading, and for an exchange that the calendar does not have.</summary>
    public static BarSession? BarSession(this SessionClock clock, string exchange, long midnight)
    {
        var from = BarRollup.At(midnight);
        return clock.Calendar.Day(exchange, DateOnly.FromDateTime(from.DateTime)) is { IsTrading: true } day
            ? new(midnight + (long)day.Open.ToTimeSpan().TotalSeconds, midnight + (long)day.Close.ToTimeSpan().TotalSeconds)
            : null;
    }
}
