using System.Globalization;
using Grains.Interfaces.Accounts;

namespace Grains.Accounts;

sealed partial class AccountGrain
{
    /// <summary>A clock that is off by more is told of.</summary>
    const double MostClockOffset = 2;

    /// <summary>Read by the gauges, on threads of their own.</summary>
    volatile AccountStatus published = null!;

    bool alarmed;

    void Publish()
    {
        var (state, alarm) = (session.State, session.Alarm);
        var open = breakers.Views.Where(b => b.State != BreakerState.Closed).ToArray();
        var reasons = new List<string>();
        if (state is not (TokenState.Valid or TokenState.Expiring))
            reasons.Add(state == TokenState.NeedsKey ? account.KeyProblem! : state == TokenState.Disabled ? "An operator switched the account off." : session.Reason);
        if (alarm is not null)
            reasons.Add(alarm);
        reasons.AddRange(open.Select(b => $"The circuit breaker for {b.Class} requests is {b.State}: {b.Reason}"));
        var offset = registry.Find(account.Id) is null ? null : clients.For(account.Id).ClockOffset?.TotalSeconds;
        var clockAlarm = offset is > MostClockOffset or < -MostClockOffset
            ? string.Create(CultureInfo.InvariantCulture, $"This machine's clock is {Math.Abs(offset.Value):0.0} s {(offset > 0 ? "behind" : "ahead of")} the broker's: synchronise it.")
            : null;
        if (clockAlarm is not null)
            reasons.Add(clockAlarm);
        published = new AccountStatus(
            account.Id, account.Broker, session.UserId ?? account.UserId, state, session.ValidUntil, session.RefreshedAt, session.Reason, lastReconciledAt)
        {
            Provisional = session.ProvisionalUntil is not null,
            Primary = registry.Primary.Id == account.Id,
            Alarm = alarm,
            Breakers = [.. breakers.Views],
            Health = state is not (TokenState.Valid or TokenState.Expiring) ? "down" : reasons.Count > 0 ? "degraded" : "healthy",
            Reasons = [.. reasons],
            LocalAddress = account.LocalAddress,
            Origin = account.IsStored ? "api" : "settings",
            ClockOffset = offset,
            ClockAlarm = clockAlarm,
        };
        if (alarm is not null && !alarmed)
            LogAlarm(account.Id, alarm);
        alarmed = alarm is not null;
    }
}
