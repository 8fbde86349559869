using System.Buffers.Binary;

namespace Gateway.Streaming;

/// <summary>A WebSocket message in one frame, as a server sends it: unmasked (RFC 6455, section 5.2).</summary>
static class WebSocketFrame
{
    public const int LongestHeader = 10;
    const byte Final = 0x80;
    const byte Text = 0x1;
    const byte Binary = 0x2;
    const byte Length16 = 126;
    const byte Length64 = 127;

    public static int HeaderLength(int payload) => payload < Length16 ? 2 : payload <= ushort.MaxValue ? 4 : LongestHeader;

    /// <summary>Puts the header of a payload that begins at <paramref name="start"/> right before it; where the frame begins.</summary>
    public static int WriteHeaderBefore(Span<byte> frame, int start, int payload, bool isText)
    {
        var at = start - HeaderLength(payload);
        frame[at] = (byte)(Final | (isText ? Text : Binary));
        switch (start - at)
        {
            case 2:
                frame[at + 1] = (byte)payload;
                break;
            case 4:
                frame[at + 1] = Length16;
                BinaryPrimitives.WriteUInt16BigEndian(frame[(at + 2)..], (ushort)payload);
                break;
            default:
                frame[at + 1] = Length64;
                BinaryPrimitives.WriteInt64BigEndian(frame[(at + 2)..], payload);
                break;
        }

        return at;
    }

    public static ReadOnlyMemory<byte> Payload(ReadOnlyMemory<byte> frame) => frame[(frame.Span[1] switch { Length16 => 4, Length64 => LongestHeader, _ => 2 })..];
}
