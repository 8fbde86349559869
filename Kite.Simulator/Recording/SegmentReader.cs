namespace Kite.Simulator.Recording;

/// <summary>Reads a segment file from its beginning.</summary>
public static class SegmentReader
{
    /// <summary>All good records; it ends before a record that is cut short or damaged.</summary>
    /// <exception cref="InvalidDataException">It is no segment file, or one of another version.</exception>
    public static IEnumerable<SegmentRecord> Read(Stream file)
    {
        var head = new byte[SegmentFormat.HeadLength];
        if (file.ReadAtLeast(head.AsSpan(0, 8), 8, throwOnEndOfStream: false) < 8 || !head.AsSpan(0, 8).SequenceEqual(SegmentFormat.Magic))
            throw new InvalidDataException("This is no segment file of version 1: it does not begin with KTSEG001.");
        return Records(file, head);
    }

    static IEnumerable<SegmentRecord> Records(Stream file, byte[] head)
    {
        while (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && SegmentFormat.ReadHead(head) is { } found)
        {
            var payload = new byte[found.Length];
            if (file.ReadAtLeast(payload, payload.Length, throwOnEndOfStream: false) < payload.Length || SegmentFormat.Checksum(payload) != found.Checksum)
                yield break;
            yield return new(found.At, found.IsText, payload);
        }
    }
}
