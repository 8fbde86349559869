using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Sessions;
using Orleans.Concurrency;

namespace Grains.Sessions;

/// <summary>Answers from this silo's calendar; several run side by side.</summary>
[StatelessWorker, GrainType("session")]
internal sealed class SessionGrain(SessionClock clock, AccountRegistry accounts) : Grain, ISessionGrain
{
    public Task<SessionView?> Get()
    {
        var exchange = GrainKeys.Body(this.GetPrimaryKeyString());
        return Task.FromResult(clock.At(exchange) is { } at
            ? new SessionView(exchange, at.Phase, clock.Now, at.Until, at.Note, at.Covered, clock.Calendar.CoveredUntil, accounts.Primary.Mode)
            : null);
    }
}
