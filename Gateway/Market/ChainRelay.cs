using Gateway.Streaming;
using Grains.Interfaces;
using Grains.Interfaces.Chains;
using Orleans.Streams;

namespace Gateway.Market;

/// <summary>
/// One chain in this gateway: subscribed once to the chain's Orleans stream however many clients watch, it keeps the latest state and wakes the pumps.
/// A hole in the stream (gap, new epoch, missed heartbeats) is mended by a snapshot from the grain, and marked.
/// </summary>
sealed partial class ChainRelay(string key, IClusterClient cluster, StreamMetrics metrics, TimeProvider time, ILogger logger, Action? over = null) : IAsyncObserver<ChainEvent>, IAsyncDisposable
{
    const int Idle = 0;
    const int Busy = 1;
    const int Again = 2;
    static readonly TimeSpan MissedHeartbeats = TimeSpan.FromSeconds(3);
    readonly Lock gate = new();
    readonly SemaphoreSlim resync = new(1, 1);
    Latest latest = new(null, 0);
    StreamSubscriptionHandle<ChainEvent>? subscription;
    ITimer? watchdog;
    long lastEventAt;
    int mending;

    /// <summary>Woken by every change.</summary>
    public PumpCrowd Pumps { get; } = new();

    /// <summary>Frames of the latest state.</summary>
    public ChainFrames Frames { get; } = new(metrics, time);

    /// <summary>The state, and how many holes there have been.</summary>
    public Latest Current => Volatile.Read(ref latest);

    /// <summary>Subscribes and fetches the first snapshot; false when there is no such chain.</summary>
    public async Task<bool> Start()
    {
        var snapshot = await Grain.GetSnapshot();
        if (snapshot is null)
            return false;
        Set(ChainState.From(snapshot), hole: false);
        await Subscribe();
        // Whatever was published between the two calls is in this one.
        await Resync(hole: false);
        lastEventAt = time.GetTimestamp();
        watchdog = time.CreateTimer(_ => Watch(), null, MissedHeartbeats, MissedHeartbeats);
        return true;
    }

    async Task Subscribe()
    {
        var before = subscription;
        subscription = await cluster.GetStreamProvider(TickerStreams.Provider).GetStream<ChainEvent>(TickerStreams.Chain(key)).SubscribeAsync(this);
        // The old one may have gone with the silo that knew of it.
        before?.UnsubscribeAsync().Ignore();
    }

    public async Task OnNextAsync(ChainEvent item, StreamSequenceToken? token = null)
    {
        Volatile.Write(ref lastEventAt, time.GetTimestamp());
        if (!item.IsHeartbeat && item.PublishedAt != 0)
            metrics.OnRelayed(Since(item.PublishedAt));
        if (!TryApply(item))
            await Resync(hole: true);
        if (Current.State!.IsOver)
            over?.Invoke();
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex)
    {
        LogStreamError(logger, key, ex);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (watchdog is not null)
            await watchdog.DisposeAsync();
        if (subscription is not null)
            await subscription.UnsubscribeAsync();
        resync.Dispose();
    }

    TimeSpan Since(long utcTicks) => TimeSpan.FromTicks(Math.Max(0, time.GetUtcNow().UtcTicks - utcTicks));

    IOptionChainGrain Grain => cluster.GetGrain<IOptionChainGrain>(key);

    async Task Resync(bool hole)
    {
        await resync.WaitAsync();
        try
        {
            if (await Grain.GetSnapshot() is not { } snapshot)
                return;
            var known = Current.State!.Header;
            if (snapshot.Header.Epoch == known.Epoch && snapshot.Header.Version <= known.Version)
                return;
            Set(ChainState.From(snapshot), hole);
            if (hole)
                LogGap(logger, key, known.Version, snapshot.Header.Version);
        }
        finally
        {
            resync.Release();
        }
    }

    void Watch()
    {
        if (Current.State!.IsOver)
            watchdog?.Dispose();
        else if (time.GetElapsedTime(Volatile.Read(ref lastEventAt)) >= MissedHeartbeats)
            Task.Run(MendSilence).Ignore();
    }

    /// <summary>Nothing was heard: subscribe anew, and ask for what was missed. One at a time: a cluster that has just lost a silo may take a while to answer.</summary>
    async Task MendSilence()
    {
        if (Interlocked.Exchange(ref mending, Again) != Idle)
            return;
        do
        {
            Volatile.Write(ref mending, Busy);
            try
            {
                await Subscribe();
                await Resync(hole: true);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                LogStreamError(logger, key, e);
            }
        }
        while (Interlocked.CompareExchange(ref mending, Idle, Busy) != Busy);
    }

    /// <summary>Read, apply and set are one step: a resynchronisation beside it must not be overwritten by an older state.</summary>
    bool TryApply(ChainEvent item)
    {
        lock (gate)
        {
            if (latest.State!.Apply(item) is not { } next)
                return false;
            Set(next, hole: false, Failover.IsIn(latest.State, item), item.ReceivedAt);
            return true;
        }
    }

    void Set(ChainState state, bool hole, bool failover = false, long receivedAt = 0)
    {
        lock (gate)
        {
            if (ReferenceEquals(latest.State, state) || (latest.State is { } now && now.Header.Epoch == state.Header.Epoch && now.Header.Version >= state.Header.Version))
                return;
            Volatile.Write(ref latest, new(state, latest.Holes + (hole ? 1 : 0), latest.Failovers + (failover ? 1 : 0), time.GetTimestamp(), receivedAt));
        }

        Pumps.Wake();
    }

    [LoggerMessage(4001, LogLevel.Warning, "Chain {Chain}: the stream had a hole after version {From}, mended by a snapshot at version {To}")]
    static partial void LogGap(ILogger logger, string chain, long from, long to);

    [LoggerMessage(4002, LogLevel.Warning, "Chain {Chain}: the stream reported an error")]
    static partial void LogStreamError(ILogger logger, string chain, Exception exception);

    /// <summary>A state, and the number of holes and of changes of a failed source before it; compared by reference.</summary>
    /// <param name="At">When it came, a timestamp of the clock.</param>
    /// <param name="ReceivedAt">When the oldest tick that made it arrived in its silo, UTC ticks; 0 when none did.</param>
    public sealed record Latest(ChainState? State, int Holes, int Failovers = 0, long At = 0, long ReceivedAt = 0);
}
