using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kite.Ticker;

/// <summary>Decodes the ticker's binary frames. Allocates nothing and accepts any bytes. For little-endian machines.</summary>
public static class TickerFrame
{
    /// <summary>The largest frame that a full connection can cause: 3,000 full packets.</summary>
    public const int LargestSnapshot = 2 + (3000 * (2 + (int)PacketKind.Full));

    const int FullWords = (int)PacketKind.Full / sizeof(uint);
    const int QuoteWords = (int)PacketKind.Quote / sizeof(uint);

    /// <summary>
    /// Gives every packet of a known length to <paramref name="visitor"/>. Unknown lengths are skipped as declared; what lies behind a
    /// truncation is dropped and counted.
    /// </summary>
    [SkipLocalsInit]
    public static FrameResult Decode<TVisitor>(ReadOnlySpan<byte> frame, ref TVisitor visitor)
        where TVisitor : IPacketVisitor, allows ref struct
    {
        if (frame.Length < 2)
            return new FrameResult(0, 0, 0, 0, Heartbeat: true);

        int announced = BinaryPrimitives.ReadUInt16BigEndian(frame);
        frame = frame[2..];
        int packets = 0, skipped = 0;
        Unsafe.SkipInit(out TickerPacket packet);
        for (var i = 0; i < announced; i++)
        {
            if (frame.Length < 2)
                return new FrameResult(packets, skipped, announced - i, 0, false);
            int length = BinaryPrimitives.ReadUInt16BigEndian(frame);
            if (frame.Length - 2 < length)
                return new FrameResult(packets, skipped, announced - i, 0, false);

            if (TryRead(frame.Slice(2, length), ref packet))
            {
                packets++;
                visitor.OnPacket(in packet);
            }
            else
            {
                skipped++;
            }

            frame = frame[(2 + length)..];
        }

        return new FrameResult(packets, skipped, 0, frame.Length, false);
    }

    /// <summary>Decodes one packet body. False when no layout has this length; then <paramref name="packet"/> is left as it was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryRead(ReadOnlySpan<byte> body, ref TickerPacket packet)
    {
        switch (body.Length)
        {
            case (int)PacketKind.Full:
                Swap(body, ref packet, FullWords);
                packet.Change = 0;
                packet.Kind = PacketKind.Full;
                return true;
            case (int)PacketKind.Quote:
                packet = default;
                Swap(body, ref packet, QuoteWords);
                packet.Kind = PacketKind.Quote;
                return true;
            case (int)PacketKind.Ltp:
                packet = default;
                Swap(body, ref packet, 2);
                packet.Kind = PacketKind.Ltp;
                return true;
            case (int)PacketKind.IndexQuote:
            case (int)PacketKind.IndexFull:
                ReadIndex(body, out packet);
                return true;
            default:
                return false;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Swap(ReadOnlySpan<byte> body, ref TickerPacket packet, int words)
    {
        var source = MemoryMarshal.Cast<byte, uint>(body);
        var target = MemoryMarshal.CreateSpan(ref packet.Token, words);
        BinaryPrimitives.ReverseEndianness(source, target);
    }

    static void ReadIndex(ReadOnlySpan<byte> body, out TickerPacket packet)
    {
        packet = default;
        packet.Token = BinaryPrimitives.ReadUInt32BigEndian(body);
        packet.LastPrice = BinaryPrimitives.ReadInt32BigEndian(body[4..]);
        packet.High = BinaryPrimitives.ReadInt32BigEndian(body[8..]);
        packet.Low = BinaryPrimitives.ReadInt32BigEndian(body[12..]);
        packet.Open = BinaryPrimitives.ReadInt32BigEndian(body[16..]);
        packet.Close = BinaryPrimitives.ReadInt32BigEndian(body[20..]);
        packet.Change = BinaryPrimitives.ReadInt32BigEndian(body[24..]);
        packet.Kind = (PacketKind)body.Length;
        if (body.Length == (int)PacketKind.IndexFull)
            packet.ExchangeTime = BinaryPrimitives.ReadUInt32BigEndian(body[28..]);
    }
}
