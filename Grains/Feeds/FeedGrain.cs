using System.Collections.Immutable;
using System.Globalization;
using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Feeds;
using Grains.Observability;
using Grains.Recording;
using Grains.Sessions;
using Kite.Ticker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grains.Feeds;

/// <summary>Owns one ticker socket: connects it with its account's token, tells it what to carry, and says how it is.</summary>
[KeepAlive, GrainType("feed")]
internal sealed partial class FeedGrain(
    AccountRegistry accounts, FeedBoard board, MarketClock market, SessionClock sessions, IOptions<FeedOptions> options, FrameRecorder recorder, StageTimes stages,
    TimeProvider time, ILogger<FeedGrain> logger)
    : Grain, IFeedGrain
{
    static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(1);
    readonly CancellationTokenSource stopping = new();
    string source = "";
    string accountId = "";
    IAccountGrain account = null!;
    FeedSocket socket = null!;
    Func<FeedHealth> health = null!;
    TickerConnection? connection;
    Task running = Task.CompletedTask;
    HashSet<uint> carried = [];
    ImmutableHashSet<string> exchanges = [];
    int usedGeneration = -1;
    AccountOptions? connected;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        source = GrainKeys.Body(this.GetPrimaryKeyString());
        accountId = source[..source.LastIndexOf(':')];
        account = GrainFactory.GetGrain<IAccountGrain>(GrainKeys.Account(accountId));
        var simulated = accounts.Find(accountId)?.Mode == "simulated";
        // Only a simulator's packets tell a time that this machine does not.
        socket = new(source, new(source, GrainFactory, simulated ? market : null, time, stages), account, new(simulated, MayTrade, options.Value), time, logger, recorder);
        health = socket.Health;
        board.Set(source, health);
        this.RegisterGrainTimer(Watch, new GrainTimerCreationOptions(WatchPeriod, WatchPeriod));
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        board.Remove(source, health);
        await Stop();
        stopping.Dispose();
    }

    public async Task Carry(ImmutableArray<FeedInstrument> instruments)
    {
        socket.Pump.Carry(instruments);
        // One whose instruments went elsewhere is still watched: it must prove that it is well before they come back.
        if (!instruments.IsEmpty)
            exchanges = [.. instruments.Select(i => i.Instrument[..i.Instrument.IndexOf(':', StringComparison.Ordinal)])];
        var wanted = instruments.Select(i => i.Token).ToHashSet();
        if (wanted.Count == 0 && accounts.Find(accountId) is not { IsUsable: true })
        {
            // The account was switched off or removed: its socket goes with it.
            carried = wanted;
            await Disconnect();
            return;
        }

        Connect();
        if (carried.Where(token => !wanted.Contains(token)).ToList() is { Count: > 0 } gone)
            connection!.Unsubscribe(gone);
        // In the order they came: what matters most is asked for first.
        if (instruments.Where(i => !carried.Contains(i.Token)).Select(i => i.Token).ToList() is { Count: > 0 } added)
            connection!.Subscribe(added, TickerMode.Full);
        carried = wanted;
        LogCarrying(logger, source, wanted.Count.ToString(CultureInfo.InvariantCulture));
    }

    public Task OnNewToken()
    {
        connection?.NotifyNewToken();
        return Task.CompletedTask;
    }

    public async Task Stop()
    {
        await stopping.CancelAsync();
        if (connection is not null)
            await connection.DisposeAsync();
        await running;
    }

    public Task<FeedHealth> GetHealth() => Task.FromResult(socket.Health());

    /// <summary>Whether silence is a fault: off-hours a quiet line is left alone.</summary>
    bool MayTrade() => Volatile.Read(ref exchanges) is { IsEmpty: false } all && sessions.MayTrade(all);

    void Connect()
    {
        if (connection is not null)
            return;
        var account = accounts.Find(accountId)
            ?? throw new InvalidOperationException($"Feed {source} belongs to no configured account: add it to Ticker:Accounts.");
        connected = account;
        connection = new(
            new()
            {
                Addresses = account.Addresses,
                ApiKey = account.ApiKey,
                AccessToken = AccessToken,
                Time = time,
                SilenceLimit = options.Value.SilentAfter,
                MarketOpen = MayTrade,
                Random = new Random(string.GetHashCode(source, StringComparison.Ordinal)),
            },
            socket);
        // Runs beside the grain: its callbacks touch only the pump and the board, which guard themselves.
        running = Task.Run(() => connection.RunAsync(stopping.Token));
    }

    async ValueTask<string?> AccessToken(CancellationToken cancellationToken)
    {
        var session = await account.GetSession();
        Volatile.Write(ref usedGeneration, session.Generation);
        return session.AccessToken;
    }

    /// <summary>A refused token is reported once for each generation; a newer one is tried at once, and an account of another key connects anew.</summary>
    async Task Watch()
    {
        if (connection is null)
            return;
        if (accounts.Find(accountId) is { IsUsable: true } now && (now.ApiKey, now.Addresses) != (connected!.ApiKey, connected.Addresses))
        {
            await Reconnect();
            return;
        }

        if (socket.State is not (FeedState.NeedsLogin or FeedState.NotEntitled))
            return;
        var generation = Volatile.Read(ref usedGeneration);
        if (await account.CheckTickerRefusal(generation))
        {
            socket.OnNotEntitled();
            return;
        }

        socket.OnTokenDead();
        var session = await account.GetSession();
        if (session.AccessToken is not null && session.Generation != generation)
            connection.NotifyNewToken();
    }

    async Task Reconnect()
    {
        await Disconnect();
        Connect();
        connection!.Subscribe(carried, TickerMode.Full);
    }

    async Task Disconnect()
    {
        if (connection is null)
            return;
        await connection.DisposeAsync();
        await running;
        connection = null;
    }

    [LoggerMessage(3001, LogLevel.Information, "Feed {Source} carries {Instruments} instruments")]
    static partial void LogCarrying(ILogger logger, string source, string instruments);
}
