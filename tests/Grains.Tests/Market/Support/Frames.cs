using System.Buffers.Binary;

namespace Grains.Tests.Market.Support;

/// <summary>Binary ticker frames as the broker sends them.</summary>
static class Frames
{
    public static byte[] Of(params byte[][] packets)
    {
        var frame = new byte[2 + packets.Sum(p => p.Length + 2)];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)packets.Length);
        var at = 2;
        foreach (var packet in packets)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(at), (ushort)packet.Length);
            packet.CopyTo(frame, at + 2);
            at += packet.Length + 2;
        }

        return frame;
    }

    public static byte[] Ltp(uint token, int last) => Words(8, (0, token), (4, (uint)last));

    /// <summary>A full packet of a contract; the first bid and ask carry a level.</summary>
    public static byte[] Full(uint token, int last, uint exchangeTime) => Words(
        184, (0, token), (4, (uint)last), (8, 75), (12, 11), (16, 7500), (20, 1), (24, 2), (28, 31), (32, 33), (36, 29), (40, 30), (44, exchangeTime), (48, 900), (52, 950), (56, 850),
        (60, exchangeTime), (64, 75), (68, (uint)last - 5), (124, 150), (128, (uint)last + 5));

    public static byte[] Index(uint token, int last, uint exchangeTime) => Words(32, (0, token), (4, (uint)last), (8, 33), (12, 29), (16, 31), (20, 30), (24, 1), (28, exchangeTime));

    static byte[] Words(int length, params (int At, uint Value)[] words)
    {
        var packet = new byte[length];
        foreach (var (at, value) in words)
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(at), value);
        return packet;
    }
}
