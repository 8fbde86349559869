using System.Buffers.Binary;

namespace Kite.Simulator.Recording;

/// <summary>Takes packets out of a frame by token.</summary>
internal static class PacketFilter
{
    /// <summary>The frame with the wanted packets only; null when none is left. What is no well-formed frame is given back as it is.</summary>
    public static byte[]? Only(byte[] frame, Func<uint, bool> wanted)
    {
        var kept = new byte[frame.Length];
        int count = 0, to = 2, at = 2;
        for (var left = BinaryPrimitives.ReadUInt16BigEndian(frame); left > 0; left--)
        {
            if (at + 2 > frame.Length)
                return frame;
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(at));
            if (length < 6 || at + length > frame.Length)
                return frame;
            if (wanted(BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(at + 2))))
            {
                frame.AsSpan(at, length).CopyTo(kept.AsSpan(to));
                to += length;
                count++;
            }

            at += length;
        }

        if (count == 0)
            return null;
        BinaryPrimitives.WriteUInt16BigEndian(kept, (ushort)count);
        return kept[..to];
    }
}
