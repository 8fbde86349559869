using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>One consumer of one stream: a bounded queue and a pump with one batch in flight.</summary>
abstract class Subscription(StreamHub hub, Guid id) : IThreadPoolWorkItem
{
    /// <summary>Items that may wait for one consumer. The producer is told when it is full.</summary>
    public const int Capacity = 16_384;

    const int BatchSize = 256;

    static readonly TimeSpan s_retryFor = TimeSpan.FromMinutes(1);
    static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);

    readonly Queue<StreamItem> _queue = new();
    bool _pumping;
    bool _ended;

    public Guid Id => id;

    public StreamHub Hub => hub;

    /// <summary>Whose subscription it is; null outside of grains.</summary>
    public abstract GrainId? Consumer { get; }

    public virtual bool IsImplicit => false;

    /// <summary>Room for items; asked and used under the hub's lock.</summary>
    public int Room
    {
        get
        {
            lock (_queue)
                return Capacity - _queue.Count;
        }
    }

    public abstract void Attach(IStreamSink? sink);

    public void Enqueue(List<StreamItem> items)
    {
        lock (_queue)
        {
            if (_ended)
                return;
            foreach (var item in items)
                _queue.Enqueue(item);
            if (_pumping)
                return;
            _pumping = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void End()
    {
        lock (_queue)
        {
            _ended = true;
            _queue.Clear();
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = Pump();

    /// <summary>Gives the items to the consumer; throws what it throws.</summary>
    protected abstract Task Deliver(StreamBatch batch);

    protected abstract Task Fail(Exception error);

    async Task Pump()
    {
        while (Take() is { } batch)
        {
            try
            {
                await DeliverWithRetries(batch);
            }
            catch (Exception error)
            {
                hub.Silo.Log.StreamDeliveryFailed(error, hub.Id, batch.Items.Count - batch.Delivered);
            }
        }
    }

    async Task DeliverWithRetries(StreamBatch batch)
    {
        var start = hub.Silo.Time.GetTimestamp();
        for (var pause = s_firstPause; ; pause *= 2)
        {
            try
            {
                await Deliver(batch);
                return;
            }
            catch (Exception error) when (error is not SiloUnavailableException && !_ended)
            {
                if (hub.Silo.Time.GetElapsedTime(start) + pause > s_retryFor)
                {
                    await Fail(new StreamEventDeliveryFailureException($"An item of the stream {hub.Id} was skipped: its consumer failed for {s_retryFor}.", error));
                    throw;
                }

                hub.Silo.Log.StreamDeliveryRetried(error, hub.Id);
            }

            await Task.Delay(pause, hub.Silo.Time);
        }
    }

    StreamBatch? Take()
    {
        lock (_queue)
        {
            if (_queue.Count == 0)
            {
                _pumping = false;
                return null;
            }

            var items = new List<StreamItem>(Math.Min(_queue.Count, BatchSize));
            while (items.Count < BatchSize && _queue.TryDequeue(out var item))
                items.Add(item);
            return new StreamBatch(items);
        }
    }
}

/// <summary>A subscription of a caller outside of grains: called on the thread pool, in order, one item at a time.</summary>
sealed class ClientSubscription(StreamHub hub, Guid id) : Subscription(hub, id)
{
    volatile IStreamSink? _sink;

    public override GrainId? Consumer => null;

    public override void Attach(IStreamSink? sink) => _sink = sink;

    protected override Task Deliver(StreamBatch batch) => _sink?.Deliver(batch) ?? Task.CompletedTask;

    protected override Task Fail(Exception error) => _sink?.Fail(error) ?? Task.CompletedTask;
}
