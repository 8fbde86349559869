using System.Diagnostics.CodeAnalysis;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Orders;
using Grains.Secrets;
using Grains.Sessions;
using Grains.Storage;
using Grains.Subscriptions;
using Kite;
using Kite.Budgets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Grains.Accounts;

/// <summary>
/// Reentrant, because a permit must be answered while a log-in or a reading of the order book waits for the broker: between two awaits the
/// fields are consistent. The token is stored sealed, where there is a master key, so that a restart within its life needs no log-in.
/// </summary>
[GrainType("account"), Reentrant, KeepAlive]
[SuppressMessage("Design", "CA1001", Justification = "OnDeactivateAsync disposes it, as grains do.")]
sealed partial class AccountGrain(
    [PersistentState("account-v1", SubscriptionGrain.Storage)] IPersistentState<TokenRecord> state,
    AccountRegistry registry, AccountCatalog catalog, BrokerClients clients, ITokenSources sources, IOrderStore store, SecretVault vault,
    IOptions<BrokerOptions> options, IOptions<TokenOptions> tokens, AccountInstruments instruments, SessionClock sessions,
    BookPace pace, TimeProvider time, ILogger<AccountGrain> logger)
    : Grain, IAccountGrain
{
    static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    readonly RequestBudgets budgets = new(options.Value.Limits(), time);
    readonly CircuitBreakers breakers = new(options.Value, time);
    readonly ReadSchedule schedule = new(options.Value, time);
    readonly CancellationTokenSource stopping = new();
    IGrainTimer? timer;
    AccountOptions account = null!;
    AccountSession session = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var id = GrainKeys.Body(this.GetPrimaryKeyString());
        account = registry.Find(id) ?? throw new ArgumentException($"There is no account '{id}'; GET /api/v1/accounts lists the configured ones.");
        session = new AccountSession(account, sources.For(account), tokens.Value, instruments, sessions, time, logger) { Changed = Persist };
        await RestoreToken(cancellationToken);
        timer = this.RegisterGrainTimer(OnTimer, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
        {
            Interleave = true,
            KeepAlive = true,
        });
        Plan();
        instruments.Observe(id, () => published);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        instruments.Forget(GrainKeys.Body(this.GetPrimaryKeyString()));
        await stopping.CancelAsync();
        await persisting;
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
        var permit = Permit(kind);
        instruments.OnPermit(account.Id, kind, permit.Granted);
        return Task.FromResult(permit);
    }

    public Task ReportCall(RequestKind kind, string? failure)
    {
        if (breakers.Report(kind, failure))
        {
            instruments.OnBreakerOpened(account.Id, kind);
            LogBreakerOpened(account.Id, kind, breakers.View(kind).OpenUntil, failure!);
        }

        Publish();
        return Task.CompletedTask;
    }

    public Task ReturnPermit(RequestKind kind)
    {
        breakers.Return(kind);
        budgets.Return(BrokerOptions.ClassOf(kind));
        return Task.CompletedTask;
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
        await persisting;
        return reply;
    }

    public async Task Reload()
    {
        await catalog.Refresh(false, stopping.Token);
        if (registry.Find(account.Id) is { } changed)
        {
            account = changed;
            session.Use(changed);
            Plan();
            return;
        }

        session.Use(new AccountOptions { Id = account.Id, IsDisabled = true });
        await persisting;
        DeactivateOnIdle();
    }

    public Task<AccountStatus> GetStatus()
    {
        Publish();
        return Task.FromResult(published);
    }

    Permit Permit(RequestKind kind)
    {
        if (session.Token is not { } token)
            return new Permit(false, null, session.Generation, session.Begin(stopping.Token), session.Reason, session.State);
        if (kind is RequestKind.Order or RequestKind.Exit && session.Ending is { } left)
        {
            return new Permit(
                false, null, session.Generation, left, $"The access token of account {account.Id} ends in {left.TotalSeconds:0} s: nothing is sent that might arrive later.", session.State);
        }

        if (breakers.Acquire(kind) is var open && open > TimeSpan.Zero)
        {
            return new Permit(
                false, null, session.Generation, open, $"The circuit breaker of account {account.Id} is open: {breakers.View(kind).Reason}", session.State, IsBlocked: true);
        }

        var answer = budgets.Acquire(BrokerOptions.ClassOf(kind));
        if (answer.IsGranted)
            return new Permit(true, token, session.Generation, TimeSpan.Zero, "", session.State);
        breakers.Return(kind);
        return new Permit(false, null, session.Generation, answer.RetryAfter, answer.Reason, session.State);
    }

    async Task OnTimer()
    {
        try
        {
            if (session.RenewalDue)
                await session.Ensure(stopping.Token);
            if (session.CheckDue)
                await CheckToken(stopping.Token);
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
        Publish();
        // A token ends by the wall clock, which may jump: a machine sleeps, a simulated day ends. So it is looked at every minute.
        var next = Math.Min(schedule.Wait?.Ticks ?? long.MaxValue, LongestSleep.Ticks);
        if (session.UntilRenewal is { } renewal)
            next = Math.Min(next, renewal.Ticks);
        timer?.Change(TimeSpan.FromTicks(next), Timeout.InfiniteTimeSpan);
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
