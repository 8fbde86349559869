using Grains.Interfaces;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Instruments;
using Grains.Observability;
using Grains.Sessions;
using Kite.Ticker;

namespace Grains.Feeds;

/// <summary>
/// Takes frames from a socket and hands each packet to its instrument. One slot an instrument: while a hand-over is in flight, later packets of the same instrument
/// overwrite earlier ones, so that a slow silo gets fewer ticks and never a queue of old ones.
/// </summary>
internal sealed class FeedPump(string source, IGrainFactory grains, MarketClock? market, TimeProvider time, StageTimes? stages = null) : IThreadPoolWorkItem
{
    /// <summary>Packets copied out under one lock.</summary>
    const int Chunk = 64;

    readonly Lock gate = new();
    Dictionary<uint, FeedSlot> slots = [];
    List<FeedSlot> filling = [];
    List<FeedSlot> handing = [];
    readonly MarketTick[] chunk = new MarketTick[Chunk];
    readonly List<Task> calls = [];
    bool busy;
    int connection;
    long frames;
    long packets;
    long skipped;
    long damaged;
    long conflated;
    long failed;
    long lastFrameTicks;
    long lastPacketTicks;
    long latestExchangeTime;
    long fillingSince;
    int exchangeLag;

    /// <summary>Calls to instruments that threw; the last value of that packet is lost, the next one repairs it.</summary>
    public long Failed => Interlocked.Read(ref failed);

    public void Carry(IEnumerable<FeedInstrument> instruments)
    {
        var next = new Dictionary<uint, FeedSlot>();
        lock (gate)
        {
            foreach (var (token, instrument) in instruments)
            {
                var known = slots.TryGetValue(token, out var slot) && slot.Instrument == instrument;
                next[token] = known ? slot! : new(instrument, grains.GetGrain<IInstrumentGrain>(GrainKeys.Instrument(instrument)));
            }

            slots = next;
        }
    }

    /// <summary>A new connection may repeat older exchange times.</summary>
    public void OnConnected() => Interlocked.Increment(ref connection);

    /// <summary>The line is alive, though nothing trades.</summary>
    public void OnHeartbeat()
    {
        lock (gate)
            lastFrameTicks = time.GetUtcNow().UtcTicks;
    }

    /// <summary>
    /// Decodes a frame and has a thread of the pool hand it over, unless one is at it and takes these packets along: the socket is read on meanwhile, so that what a busy
    /// silo cannot keep up with conflates here, and does not grow old in the kernel's buffers.
    /// </summary>
    /// <param name="receivedAt">Timestamp of the clock.</param>
    public void Post(ReadOnlyMemory<byte> frame, long receivedAt)
    {
        stages?.OnReceived(time.GetElapsedTime(receivedAt));
        if (Take(frame))
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Decodes a frame and hands over on the caller's thread; when a hand-over is running, that one takes these packets along.</summary>
    public async ValueTask OnFrame(ReadOnlyMemory<byte> frame)
    {
        if (!Take(frame))
            return;
        while (TrySwap())
            await HandOver();
    }

    /// <summary>One batch a turn on the pool: under overload fifteen sockets must not keep flushes and clients from theirs.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (TrySwap())
            Continue(HandOver()).Ignore();
    }

    async Task Continue(Task handOver)
    {
        await handOver;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>True when the caller must see to the hand-over.</summary>
    bool Take(ReadOnlyMemory<byte> frame)
    {
        lock (gate)
        {
            var now = time.GetUtcNow().UtcTicks;
            lastFrameTicks = now;
            var exchangeTime = latestExchangeTime;
            var visitor = new Visitor(this, now, Volatile.Read(ref connection));
            var began = time.GetTimestamp();
            if (filling.Count == 0)
                fillingSince = began;
            var result = TickerFrame.Decode(frame.Span, ref visitor);
            stages?.OnDecoded(time.GetElapsedTime(began));
            if (latestExchangeTime != exchangeTime)
                // Old stamps of contracts that have not traded say nothing of the line: only what advances the clock does.
                exchangeLag = (int)Math.Clamp(time.GetUtcNow().ToUnixTimeSeconds() - latestExchangeTime, 0, int.MaxValue);
            market?.Observe(latestExchangeTime);
            frames++;
            packets += result.Packets;
            if (result.Packets > 0)
                lastPacketTicks = now;
            skipped += result.Skipped;
            if (result.IsDamaged)
                damaged++;
            if (busy || filling.Count == 0)
                return false;
            return busy = true;
        }
    }

    public FeedHealth AddCounters(FeedHealth health)
    {
        lock (gate)
        {
            return health with
            {
                LastFrameAt = lastFrameTicks == 0 ? null : new(lastFrameTicks, TimeSpan.Zero),
                LastPacketAt = lastPacketTicks == 0 ? null : new(lastPacketTicks, TimeSpan.Zero),
                Instruments = slots.Count,
                Frames = frames,
                Packets = packets,
                Skipped = skipped,
                Damaged = damaged,
                Conflated = conflated,
                ExchangeTime = latestExchangeTime,
                ExchangeLag = exchangeLag,
                Failed = Failed,
            };
        }
    }

    /// <summary>Started one after the other; those that do not complete at once are awaited after all have been started.</summary>
    async Task HandOver()
    {
        var began = time.GetTimestamp();
        for (var from = 0; from < handing.Count; from += chunk.Length)
        {
            var count = Math.Min(chunk.Length, handing.Count - from);
            lock (gate)
            {
                for (var i = 0; i < count; i++)
                {
                    chunk[i] = handing[from + i].Pending;
                    handing[from + i].IsPending = false;
                }
            }

            for (var i = 0; i < count; i++)
            {
#pragma warning disable CA2012 // Each is awaited exactly once: here when it is complete, else below.
                var call = Start(handing[from + i].Grain, chunk[i]);
                if (call.IsCompletedSuccessfully)
                    call.GetAwaiter().GetResult();
                else
                    calls.Add(call.AsTask());
#pragma warning restore CA2012
            }
        }

        foreach (var call in calls)
            await Complete(call);
        calls.Clear();
        handing.Clear();
        stages?.OnHandedOver(time.GetElapsedTime(began));
    }

    /// <summary>A call that throws before it has begun is a failed call like any other: an exception here would leave the pump busy for good.</summary>
    static ValueTask Start(IInstrumentGrain grain, in MarketTick tick)
    {
        try
        {
            return grain.OnTick(tick);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return ValueTask.FromException(e);
        }
    }

    async Task Complete(Task call)
    {
        try
        {
            await call;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // One instrument must not stop the feed of all others.
            Interlocked.Increment(ref failed);
        }
    }

    bool TrySwap()
    {
        lock (gate)
        {
            if (filling.Count == 0)
                return busy = false;
            (filling, handing) = (handing, filling);
            stages?.OnQueued(time.GetElapsedTime(fillingSince));
            return true;
        }
    }

    sealed class FeedSlot(string instrument, IInstrumentGrain grain)
    {
        public readonly string Instrument = instrument;
        public readonly IInstrumentGrain Grain = grain;
        public MarketTick Pending;
        public bool IsPending;
    }

    readonly struct Visitor(FeedPump pump, long receivedAt, int connection) : IPacketVisitor
    {
        public void OnPacket(in TickerPacket packet)
        {
            if (!pump.slots.TryGetValue(packet.Token, out var slot))
            {
                pump.skipped++;
                return;
            }

            pump.latestExchangeTime = Math.Max(pump.latestExchangeTime, packet.ExchangeTime);
            slot.Pending = TickMapper.Map(packet, receivedAt, connection, pump.source);
            if (slot.IsPending)
            {
                pump.conflated++;
                return;
            }

            slot.IsPending = true;
            pump.filling.Add(slot);
        }
    }

    readonly string source = source;
}
