using System.Diagnostics.CodeAnalysis;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Orders;
using Grains.Storage;
using Kite;
using Kite.Budgets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Grains.Accounts;

/// <summary>
/// Reentrant, because a permit must be answered while a log-in or a reading of the order book waits for the broker: between two awaits the
/// fields are consistent. Nothing of the session is stored: after a restart the account logs in again.
/// </summary>
[GrainType("account"), Reentrant, KeepAlive]
[SuppressMessage("Design", "CA1001", Justification = "OnDeactivateAsync disposes it, as grains do.")]
sealed partial class AccountGrain(
    AccountRegistry registry, BrokerClients clients, ITokenSources sources, IOrderStore store, IOptions<BrokerOptions> options,
    AccountInstruments instruments, TimeProvider time, ILogger<AccountGrain> logger) : Grain, IAccountGrain
{
    static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    readonly RequestBudgets budgets = new(options.Value.Limits(), time);
    readonly ReadSchedule schedule = new(options.Value, time);
    readonly CancellationTokenSource stopping = new();
    IGrainTimer? timer;
    AccountOptions account = null!;
    AccountSession session = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var id = GrainKeys.Body(this.GetPrimaryKeyString());
        account = registry.Find(id) ?? throw new ArgumentException($"There is no account '{id}'; GET /api/v1/accounts lists the configured ones.");
        session = new AccountSession(account, sources.For(account), instruments, time, logger);
        timer = this.RegisterGrainTimer(OnTimer, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
        {
            Interleave = true,
            KeepAlive = true,
        });
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        stopping.Dispose();
    }

    public async Task<SessionReply> GetSession()
    {
        await session.Ensure(stopping.Token);
        Plan();
        return new SessionReply(session.State, session.Token, session.Generation, session.Reason);
    }

    public Task<Permit> AcquirePermit(RequestKind kind)
    {
        if (session.Token is not { } token)
        {
            var retryAfter = session.Begin(stopping.Token);
            instruments.OnPermit(account.Id, kind, false);
            return Task.FromResult(new Permit(false, null, session.Generation, retryAfter, session.Reason, session.State));
        }
        var answer = budgets.Acquire(BrokerOptions.ClassOf(kind));
        instruments.OnPermit(account.Id, kind, answer.IsGranted);
        return Task.FromResult(answer.IsGranted
            ? new Permit(true, token, session.Generation, TimeSpan.Zero, "", session.State)
            : new Permit(false, null, session.Generation, answer.RetryAfter, answer.Reason, session.State));
    }

    public Task ReportTokenRejected(int generation, string message)
    {
        session.Reject(generation, message, stopping.Token);
        Plan();
        return Task.CompletedTask;
    }

    public Task RequestReconcile(string reason)
    {
        LogReconcileAsked(account.Id, reason);
        schedule.Ask(atOnce: reason != ReconcileReasons.Placed);
        Plan();
        return Task.CompletedTask;
    }

    public Task<string> BeginLogin() => Task.FromResult(
        clients.For(account.Id).LoginUrl("nonce=" + session.Nonce.Begin() + "&account=" + account.Id).ToString());

    public async Task<LoginReply> CompleteLogin(string requestToken, string nonce)
    {
        if (string.IsNullOrEmpty(requestToken))
            return new LoginReply(false, "The redirect brought no request token; begin the log-in again.");
        if (!session.Nonce.Take(nonce ?? ""))
            return new LoginReply(false, "This log-in was not begun here, or more than 10 minutes ago; begin it again.");
        var outcome = await clients.For(account.Id).ExchangeAsync(new KiteCredentials(account.ApiKey, account.ApiSecret), requestToken, stopping.Token);
        var reply = session.Adopt(outcome);
        if (reply.Done)
            schedule.Ask(atOnce: true);
        Plan();
        return reply;
    }

    public Task<AccountStatus> GetStatus() => Task.FromResult(new AccountStatus(
        account.Id, account.Broker, session.UserId ?? account.UserId, session.State, session.ValidUntil, session.RefreshedAt, session.Reason,
        lastReconciledAt));

    async Task OnTimer()
    {
        try
        {
            if (session.RenewalDue)
                await session.Ensure(stopping.Token);
            if (schedule.Wait == TimeSpan.Zero)
                await ReadOrderBook(stopping.Token);
        }
        finally
        {
            Plan();
        }
    }

    /// <summary>The one timer stands at whatever comes first.</summary>
    void Plan()
    {
        var next = schedule.Wait ?? TimeSpan.MaxValue;
        if (session.UntilRenewal is { } renewal)
        {
            // A token ends by the wall clock, which may jump: a machine sleeps, a simulated day ends. So it is looked at every minute.
            next = TimeSpan.FromTicks(Math.Min(next.Ticks, Math.Min(renewal.Ticks, LongestSleep.Ticks)));
        }
        timer?.Change(next == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : next, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>Why the order book is to be read; others are free text.</summary>
static class ReconcileReasons
{
    public const string Placed = "placed";
    public const string Unknown = "unknown outcome";
    public const string Cancelled = "cancel";
    public const string Started = "start";
}
