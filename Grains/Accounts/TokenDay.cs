using Grains.Orders;

namespace Grains.Accounts;

/// <summary>What the clock in India says about a token.</summary>
static class TokenDay
{
    /// <summary>Kite's tokens die at this hour in India.</summary>
    public const int DeathHour = 6;

    static readonly TimeSpan Death = TimeSpan.FromHours(DeathHour);
    static readonly TimeSpan Close = new(15, 30, 0);

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

    /// <summary>Whether an account without a token is somebody's business now. Holidays count as days: an alarm too many is the smaller evil.</summary>
    public static bool IsAlarmTime(DateTimeOffset now, TokenOptions options)
    {
        var local = now.ToOffset(Kite.Ist.Offset);
        return local.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && local.TimeOfDay >= options.AlarmAt && local.TimeOfDay < Close;
    }

    static DateTimeOffset At(DateTimeOffset local, TimeSpan timeOfDay) => new(local.Date + timeOfDay, Kite.Ist.Offset);
}
