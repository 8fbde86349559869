using System.Buffers.Binary;
using System.Numerics;

namespace Kite.Recording;

/// <summary>
/// A segment file of recorded ticker messages. All integers are little-endian.
/// <code>
/// header   8 bytes   the ASCII letters KTSEG001; another version has another number
/// record   u32       length of the payload in bytes, 0 to 16,777,215
///          u8        WebSocket opcode: 1 text, 2 binary
///          i64       when it was received: microseconds since 1970-01-01T00:00:00Z
///          u32       CRC-32C of the payload
///          payload   the message, whole, without WebSocket framing
/// </code>
/// Records follow each other in the order they were received. One that is cut short, or whose checksum is wrong, was damaged, or was being written
/// when the process died: a reader passes over it to the next good one.
/// </summary>
public static class SegmentFormat
{
    /// <summary>Of a payload, in bytes.</summary>
    public const int LargestPayload = (1 << 24) - 1;

    internal const int HeadLength = 17;
    const long MicrosecondsPerTick = 10;

    internal static ReadOnlySpan<byte> Magic => "KTSEG001"u8;

    internal static void WriteHead(Span<byte> head, DateTimeOffset receivedAt, bool isText, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(head, (uint)payload.Length);
        head[4] = isText ? (byte)1 : (byte)2;
        BinaryPrimitives.WriteInt64LittleEndian(head[5..], (receivedAt - DateTimeOffset.UnixEpoch).Ticks / MicrosecondsPerTick);
        BinaryPrimitives.WriteUInt32LittleEndian(head[13..], Checksum(payload));
    }

    /// <summary>Length, kind, time and checksum; null when it is no head.</summary>
    internal static (int Length, bool IsText, DateTimeOffset At, uint Checksum)? ReadHead(ReadOnlySpan<byte> head)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(head);
        var micros = BinaryPrimitives.ReadInt64LittleEndian(head[5..]);
        // 9999 is the last year of the calendar.
        if (length > LargestPayload || head[4] is not (1 or 2) || micros is < 0 or > 253_402_300_799_000_000)
            return null;
        return ((int)length, head[4] == 1, DateTimeOffset.UnixEpoch.AddTicks(micros * MicrosecondsPerTick), BinaryPrimitives.ReadUInt32LittleEndian(head[13..]));
    }

    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
