using Grains.Orders;
using Grains.Sessions;

namespace Grains.Accounts;

/// <summary>What the clock in India says about a token.</summary>
static class TokenDay
{
    /// <summary>Kite's tokens die at this hour in India.</summary>
    public const int DeathHour = 6;

    /// <summary>Both exchanges keep the same days; derivatives trade as long as any.</summary>
    const string AlarmExchange = "NFO";

    static readonly TimeSpan Death = TimeSpan.FromHours(DeathHour);
    public static DateTimeOffset DeathOf(DateTimeOffset mintedAt) => TradingDay.Next(mintedAt, DeathHour);

    /// <summary>When a token that was minted early in the morning must be asked after; null for others.</summary>
    public static DateTimeOffset? ProvisionalUntil(DateTimeOffset mintedAt, TokenOptions options)
    {
        var local = mintedAt.ToOffset(Kite.Ist.Offset);
        return local.TimeOfDay >= Death && local.TimeOfDay < options.RenewAt ? At(local, options.RenewAt) : null;
    }

    /// <summary>The next instant at which a log-in that was refused is tried again.</summary>
    public static DateTimeOffset NextRenewal(DateTimeOffset now, TokenOptions options)
    {
        var today = At(now.ToOffset(Kite.Ist.Offset), options.RenewAt);
        return today > now ? today : today.AddDays(1);
    }

    /// <summary>Whether an account without a token is somebody's business now: on a trading day, until trading ends.</summary>
    public static bool IsAlarmTime(DateTimeOffset now, TokenOptions options, SessionCalendar calendar)
    {
        var local = now.ToOffset(Kite.Ist.Offset);
        return calendar.Day(AlarmExchange, DateOnly.FromDateTime(local.DateTime)) is { IsTrading: true } day
            && local.TimeOfDay >= options.AlarmAt && local.TimeOfDay < day.Close.ToTimeSpan();
    }

    static DateTimeOffset At(DateTimeOffset local, TimeSpan timeOfDay) => new(local.Date + timeOfDay, Kite.Ist.Offset);
}
