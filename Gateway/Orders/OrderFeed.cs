using System.Collections.Immutable;
using Grains.Interfaces;
using Grains.Interfaces.Orders;
using Orleans.Streams;

namespace Gateway.Orders;

/// <summary>
/// The order changes of this gateway: one subscription however many clients listen. It keeps the latest changes and wakes the pumps; what is older, or was missed, a pump reads
/// from the outbox itself, so that no connection has a queue. The stream is only the fast way here: what it loses, a look into the outbox every second finds.
/// </summary>
sealed partial class OrderFeed(IClusterClient cluster, TimeProvider time, ILogger<OrderFeed> logger) : IAsyncObserver<OrderChange>, IAsyncDisposable
{
    /// <summary>Changes in memory.</summary>
    public const int Kept = 1024;

    const int Batch = 1000;
    static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    readonly Lock _gate = new();
    readonly SemaphoreSlim _starting = new(1, 1);
    readonly SemaphoreSlim _looking = new(1, 1);
    readonly Queue<OrderFrame> _latest = new(Kept);
    TaskCompletionSource _changed = NewSignal();
    StreamSubscriptionHandle<OrderChange>? _subscription;
    ITimer? _watch;
    long _head;
    bool _started;

    public IOrderIndexGrain Index => cluster.GetGrain<IOrderIndexGrain>(GrainKeys.OrderIndex);

    /// <summary>The position of the last change that is known here.</summary>
    public long Head
    {
        get
        {
            lock (_gate)
                return _head;
        }
    }

    /// <summary>Subscribes, once; every later call only waits for the first.</summary>
    public async Task Start()
    {
        if (Volatile.Read(ref _started))
            return;
        await _starting.WaitAsync();
        try
        {
            if (_started)
                return;
            var bounds = await Index.Bounds();
            lock (_gate)
                _head = Math.Max(_head, bounds.Latest);
            _subscription = await cluster.GetStreamProvider(TickerStreams.Provider).GetStream<OrderChange>(TickerStreams.Orders()).SubscribeAsync(this);
            _watch = time.CreateTimer(_ => Look().Ignore(), null, s_look, s_look);
            Volatile.Write(ref _started, true);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>The changes after a position, oldest first; null when some of them are no longer in memory: read the outbox.</summary>
    public ImmutableArray<OrderFrame>? After(long position)
    {
        lock (_gate)
        {
            if (position >= _head)
                return [];
            return _latest.TryPeek(out var oldest) && oldest.Change.Position <= position + 1 ? [.. _latest.Where(f => f.Change.Position > position)] : null;
        }
    }

    /// <summary>Completes once there is a change after the position.</summary>
    public Task NextAfter(long position)
    {
        lock (_gate)
            return _head > position ? Task.CompletedTask : _changed.Task;
    }

    public Task OnNextAsync(OrderChange item, StreamSequenceToken? token = null)
    {
        Add(item);
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex)
    {
        LogStreamError(logger, ex);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null)
            await _watch.DisposeAsync();
        if (_subscription is not null)
            await _subscription.UnsubscribeAsync();
        _starting.Dispose();
        _looking.Dispose();
    }

    async Task Look()
    {
        if (!await _looking.WaitAsync(0))
            return;
        try
        {
            foreach (var change in await Index.Changes(Head, Batch))
                Add(change);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogStreamError(logger, e);
        }
        finally
        {
            _looking.Release();
        }
    }

    void Add(OrderChange change)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            // The outbox publishes at least once.
            if (change.Position <= _head)
                return;
            // What is in memory has no holes: whoever needs what was before reads the outbox.
            if (change.Position != _head + 1)
                _latest.Clear();
            if (_latest.Count == Kept)
                _latest.Dequeue();
            _latest.Enqueue(new(change));
            _head = change.Position;
            (signal, _changed) = (_changed, NewSignal());
        }

        signal.SetResult();
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(4011, LogLevel.Warning, "The stream of order changes reported an error; the outbox is read every second meanwhile")]
    static partial void LogStreamError(ILogger logger, Exception exception);
}
