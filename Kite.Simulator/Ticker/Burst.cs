using System.Buffers.Binary;
using Kite.Simulator.Market;

namespace Kite.Simulator.Ticker;

/// <summary>
/// A flood for one socket: frames that were encoded beforehand, in two versions whose quotes differ by a tick, so that every packet moves its instrument. Sent at a
/// pace of its own; what a socket cannot take in time is not made up for.
/// </summary>
internal sealed class Burst
{
    const int PacketsPerFrame = 250;
    const int Versions = 2;
    const int Entry = PacketEncoder.Largest + 2;
    static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(4);
    static readonly TimeSpan s_mostBehind = TimeSpan.FromMilliseconds(250);
    readonly byte[][] _frames;
    readonly double _rate;
    readonly TimeSpan _length;
    int _next;

    /// <summary>Under the world's lock.</summary>
    public Burst(SimulatedMarket market, PacketCache cache, SubscriptionTable subscriptions, double rate, TimeSpan length)
    {
        (_rate, _length) = (rate, length);
        var contracts = subscriptions.Modes.Keys.Select(market.Find).OfType<Instrument>().Where(static i => i.Kind != InstrumentKind.Index).ToList();
        _frames = [.. from version in Enumerable.Range(0, Versions) from some in contracts.Chunk(PacketsPerFrame) select Frame(cache, some, version)];
    }

    public bool IsEmpty => _frames.Length == 0;

    public async Task RunAsync(TimeProvider time, bool stamps, Func<ReadOnlyMemory<byte>, Task> send, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        double sent = 0;
        for (var elapsed = TimeSpan.Zero; elapsed < _length; elapsed = time.GetElapsedTime(began))
        {
            sent = Math.Max(sent, _rate * (elapsed - s_mostBehind).TotalSeconds);
            if (sent >= _rate * elapsed.TotalSeconds)
            {
                await Task.Delay(s_pause, time, cancellation);
                continue;
            }

            var frame = _frames[_next++ % _frames.Length];
            if (stamps)
                Stamp(frame, TickerHub.StampAt(time));
            await send(frame);
            sent += BinaryPrimitives.ReadUInt16BigEndian(frame);
        }
    }

    static byte[] Frame(PacketCache cache, Instrument[] contracts, int version)
    {
        var frame = new byte[2 + (contracts.Length * Entry)];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)contracts.Length);
        for (var i = 0; i < contracts.Length; i++)
        {
            var at = 2 + (i * Entry);
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(at), PacketEncoder.Largest);
            var packet = frame.AsSpan(at + 2, PacketEncoder.Largest);
            cache.Packet(contracts[i], TickerMode.Full).CopyTo(packet);
            PacketEncoder.MoveAsk(packet, version * contracts[i].TickPaise);
        }

        return frame;
    }

    static void Stamp(byte[] frame, int stamp)
    {
        for (var at = 4; at < frame.Length; at += Entry)
            PacketEncoder.Stamp(frame.AsSpan(at, PacketEncoder.Largest), stamp);
    }
}
