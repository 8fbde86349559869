namespace Kite.Recording;

/// <summary>Bytes of a segment that hold no good record.</summary>
/// <param name="Offset">From the beginning of the file.</param>
public sealed record SegmentDamage(string File, long Offset, long Bytes);

/// <summary>Reads a segment file from its beginning.</summary>
public static class SegmentReader
{
    /// <summary>A damaged record says nothing of the next one's place: it is looked for, with a time no further than this from the last good one's.</summary>
    static readonly TimeSpan s_near = TimeSpan.FromDays(1);
    const int ScanLength = 1 << 16;

    /// <summary>All good records. What is damaged is told and passed over, to the next good record; a stream that cannot seek ends there.</summary>
    /// <param name="name">Of the file, for what is told.</param>
    /// <exception cref="InvalidDataException">It is no segment file, or one of another version.</exception>
    public static IEnumerable<SegmentRecord> Read(Stream file, string name = "", Action<SegmentDamage>? onDamage = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var head = new byte[SegmentFormat.HeadLength];
        if (file.ReadAtLeast(head.AsSpan(0, 8), 8, throwOnEndOfStream: false) < 8 || !head.AsSpan(0, 8).SequenceEqual(SegmentFormat.Magic))
            throw new InvalidDataException("This is no segment file of version 1: it does not begin with KTSEG001.");
        return Records(file, head, name, onDamage);
    }

    static IEnumerable<SegmentRecord> Records(Stream file, byte[] head, string name, Action<SegmentDamage>? onDamage)
    {
        DateTimeOffset? last = null;
        long at = SegmentFormat.Magic.Length;
        while (true)
        {
            if (Next(file, head) is { } record)
            {
                last = record.ReceivedAt;
                at += SegmentFormat.HeadLength + record.Payload.Length;
                yield return record;
                continue;
            }

            if (!file.CanSeek || at >= file.Length)
                yield break;
            var next = Find(file, at + 1, last) ?? file.Length;
            onDamage?.Invoke(new(name, at, next - at));
            file.Position = at = next;
        }
    }

    /// <summary>Null where there is no good record.</summary>
    static SegmentRecord? Next(Stream file, byte[] head)
    {
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || SegmentFormat.ReadHead(head) is not { } found)
            return null;
        if (file.CanSeek && found.Length > file.Length - file.Position)
            return null;
        var payload = new byte[found.Length];
        return file.ReadAtLeast(payload, payload.Length, throwOnEndOfStream: false) == payload.Length && SegmentFormat.Checksum(payload) == found.Checksum
            ? new(found.At, found.IsText, payload)
            : null;
    }

    /// <summary>Where the next good record begins.</summary>
    static long? Find(Stream file, long from, DateTimeOffset? last)
    {
        var head = new byte[SegmentFormat.HeadLength];
        var window = new byte[ScanLength];
        for (; from < file.Length; from += ScanLength - SegmentFormat.HeadLength + 1)
        {
            file.Position = from;
            var read = file.ReadAtLeast(window, window.Length, throwOnEndOfStream: false);
            for (var at = 0; at + SegmentFormat.HeadLength <= read; at++)
            {
                if (window[at + 4] is not (1 or 2) || SegmentFormat.ReadHead(window.AsSpan(at)) is not { } found
                    || found.Length > file.Length - from - at - SegmentFormat.HeadLength || (last is { } l && (found.At - l).Duration() > s_near))
                    continue;
                file.Position = from + at;
                if (Next(file, head) is not null)
                    return from + at;
            }
        }

        return null;
    }
}
