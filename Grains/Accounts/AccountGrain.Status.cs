using Grains.Interfaces.Accounts;

namespace Grains.Accounts;

sealed partial class AccountGrain
{
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
        };
        if (alarm is not null && !alarmed)
            LogAlarm(account.Id, alarm);
        alarmed = alarm is not null;
    }
}
