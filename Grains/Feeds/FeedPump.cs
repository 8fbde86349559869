using Grains.Interfaces;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Instruments;
using Grains.Sessions;
using Kite.Ticker;

namespace Grains.Feeds;

/// <summary>
/// Takes frames from a socket and hands each packet to its instrument. One slot an instrument: while a hand-over is in flight, later packets of the same instrument
/// overwrite earlier ones, so that a slow silo gets fewer ticks and never a queue of old ones.
/// </summary>
internal sealed class FeedPump(string source, IGrainFactory grains, MarketClock market, TimeProvider time)
{
    readonly Lock gate = new();
    Dictionary<uint, FeedSlot> slots = [];
    List<FeedSlot> filling = [];
    List<FeedSlot> handing = [];
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

    /// <summary>Decodes a frame, then hands over unless a hand-over is running, which then takes these packets along.</summary>
    public ValueTask OnFrame(ReadOnlyMemory<byte> frame)
    {
        lock (gate)
        {
            var now = time.GetUtcNow().UtcTicks;
            lastFrameTicks = now;
            var exchangeTime = latestExchangeTime;
            var visitor = new Visitor(this, now, Volatile.Read(ref connection));
            var result = TickerFrame.Decode(frame.Span, ref visitor);
            if (latestExchangeTime != exchangeTime)
                // Old stamps of contracts that have not traded say nothing of the line: only what advances the clock does.
                exchangeLag = (int)Math.Clamp(time.GetUtcNow().ToUnixTimeSeconds() - latestExchangeTime, 0, int.MaxValue);
            market.Observe(latestExchangeTime);
            frames++;
            packets += result.Packets;
            if (result.Packets > 0)
                lastPacketTicks = now;
            skipped += result.Skipped;
            if (result.IsDamaged)
                damaged++;
            if (busy || filling.Count == 0)
                return default;
            busy = true;
        }

        return HandOver();
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

    async ValueTask HandOver()
    {
        while (TrySwap())
        {
            foreach (var slot in handing)
            {
                MarketTick tick;
                lock (gate)
                {
                    tick = slot.Pending;
                    slot.IsPending = false;
                }

                // Started one after the other; one that cannot complete at once is awaited after all have been started.
#pragma warning disable CA2012 // Each is awaited exactly once, in the loop below.
                slot.Call = Start(slot.Grain, tick);
#pragma warning restore CA2012
            }

            foreach (var slot in handing)
                await Complete(slot);
            handing.Clear();
        }
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

    async ValueTask Complete(FeedSlot slot)
    {
        try
        {
            await slot.Call;
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
            return true;
        }
    }

    sealed class FeedSlot(string instrument, IInstrumentGrain grain)
    {
        public readonly string Instrument = instrument;
        public readonly IInstrumentGrain Grain = grain;
        public MarketTick Pending;
        public bool IsPending;
        public ValueTask Call;
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
