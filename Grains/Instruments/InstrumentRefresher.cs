using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Subscriptions;
using Kite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grains.Instruments;

/// <summary>
/// Brings the primary account up at start, downloads the instrument master, starts the subscriptions; and does so again for every new token, because a new token is a new day.
/// </summary>
internal sealed partial class InstrumentRefresher(
    InstrumentDirectory directory, AccountRegistry accounts, BrokerClients brokers, IGrainFactory grains, TimeProvider time, ILogger<InstrumentRefresher> logger)
    : BackgroundService
{
    /// <summary>For how long orders and positions of expired contracts can still be named.</summary>
    const int KeptDays = 30;

    static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);
    static readonly TimeSpan TokenWatch = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Refresh(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, or did not start after all.
        }
    }

    async Task Refresh(CancellationToken stoppingToken)
    {
        (int Token, int Mode) loaded = (-1, -1);
        var retry = FirstRetry;
        while (!stoppingToken.IsCancellationRequested)
        {
            // Another market's list is another account's.
            var (mode, switched, account) = (accounts.ModeGeneration, accounts.NextSwitch, accounts.Primary.Id);
            var session = await Session(account, stoppingToken);
            if (session is { AccessToken: not null } && (session.Generation, mode) != loaded && await Load(account, session.AccessToken, mode, stoppingToken))
            {
                loaded = (session.Generation, mode);
                retry = FirstRetry;
            }

            var settled = loaded.Token >= 0 && (session?.Generation, mode) == loaded;
            await Task.WhenAny(switched, Task.Delay(settled ? TokenWatch : retry, time, stoppingToken));
            stoppingToken.ThrowIfCancellationRequested();
            retry = switched.IsCompleted ? FirstRetry : TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, LastRetry.Ticks));
        }
    }

    async Task<SessionReply?> Session(string account, CancellationToken cancellationToken)
    {
        try
        {
            return await grains.GetGrain<IAccountGrain>(GrainKeys.Account(account)).GetSession().WaitAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNoSession(logger, account, e);
            return null;
        }
    }

    async Task<bool> Load(string account, string accessToken, int mode, CancellationToken cancellationToken)
    {
        try
        {
            // Half of the last list's rows are no whole list; a web server may end what was cut off as if it were whole.
            var last = directory.Current;
            var outcome = await brokers.For(account).InstrumentsAsync(accessToken, null, cancellationToken, atLeast: (last?.Count ?? 2) / 2);
            if (outcome is not { Kind: OutcomeKind.Accepted, Value: { } master })
            {
                LogNoMaster(logger, outcome.Message);
                return false;
            }

            var next = last is null ? master : master.Following(last, Ist.DateOf(time.GetUtcNow()).AddDays(-KeptDays));
            if (!accounts.Within(mode, () => directory.Replace(next)))
                return false;
            LogLoaded(logger, master.Count);
            await grains.GetGrain<ISubscriptionGrain>(GrainKeys.Subscriptions).Apply();
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogLoadFailed(logger, e);
            return false;
        }
    }

    [LoggerMessage(1001, LogLevel.Warning, "Account {Account} has no session yet; trying again")]
    static partial void LogNoSession(ILogger logger, string account, Exception exception);

    [LoggerMessage(1002, LogLevel.Warning, "The instrument master could not be downloaded: {Reason} Trying again; the last one stays in use")]
    static partial void LogNoMaster(ILogger logger, string reason);

    [LoggerMessage(1003, LogLevel.Information, "Instrument master loaded: {Count} instruments")]
    static partial void LogLoaded(ILogger logger, int count);

    [LoggerMessage(1004, LogLevel.Warning, "The instrument master could not be applied; trying again")]
    static partial void LogLoadFailed(ILogger logger, Exception exception);
}
