using System.Buffers.Binary;
using Kite.Ticker;

namespace Kite.Tests.Ticker;

/// <summary>Builds frames byte by byte, independently of the decoder.</summary>
static class Frames
{
    public const string Ltp = "009b7c02000004ce";
    public const string IndexUp = "0003e9090027351700273cec0026d51d0026e922002705fb00002f1c";
    public const string IndexDown = "0003e9090026dec300273cec0026d51d0026e922002705fbffffd8c8";
    public const string IndexFull = IndexUp + "6912b13d";

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static byte[] Of(params byte[][] packets)
    {
        var frame = new List<byte> { (byte)(packets.Length >> 8), (byte)packets.Length };
        foreach (var packet in packets)
        {
            frame.Add((byte)(packet.Length >> 8));
            frame.Add((byte)packet.Length);
            frame.AddRange(packet);
        }

        return [.. frame];
    }

    /// <summary>Words in wire order, each big-endian; a full packet's ten levels follow as quantity, price, orders.</summary>
    public static byte[] Words(params long[] words)
    {
        var bytes = new byte[words.Length * 4];
        for (var i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * 4), unchecked((uint)words[i]));
        return bytes;
    }

    /// <summary>The full packet of INFY that the broker's samples decode to.</summary>
    public static byte[] FullInfy()
    {
        (uint Quantity, int Price, ushort Orders)[] levels =
        [
            (5, 157340, 1), (140, 157300, 2), (2, 157295, 1), (219, 157290, 7), (50, 157285, 1),
            (172, 157370, 3), (44, 157375, 3), (302, 157385, 3), (141, 157390, 2), (724, 157395, 5),
        ];
        var head = Words(408065, 157370, 7, 157037, 1192471, 256443, 363009, 156915, 157500, 156105, 156780, 1625461887, 0, 0, 0, 1625461887);
        var packet = new byte[(int)PacketKind.Full];
        head.CopyTo(packet, 0);
        for (var i = 0; i < levels.Length; i++)
        {
            var at = packet.AsSpan(64 + (12 * i));
            BinaryPrimitives.WriteUInt32BigEndian(at, levels[i].Quantity);
            BinaryPrimitives.WriteInt32BigEndian(at[4..], levels[i].Price);
            BinaryPrimitives.WriteUInt16BigEndian(at[8..], levels[i].Orders);
            // Padding is whatever the broker likes.
            BinaryPrimitives.WriteUInt16BigEndian(at[10..], 0xabcd);
        }

        return packet;
    }

    public static List<TickerPacket> Decode(byte[] frame, out FrameResult result)
    {
        var visitor = new Collector([]);
        result = TickerFrame.Decode(frame, ref visitor);
        return visitor.Packets;
    }

    readonly record struct Collector(List<TickerPacket> Packets) : IPacketVisitor
    {
        public void OnPacket(in TickerPacket packet) => Packets.Add(packet);
    }
}
