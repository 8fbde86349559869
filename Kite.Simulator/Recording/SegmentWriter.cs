namespace Kite.Simulator.Recording;

/// <summary>Appends messages to a new segment file; not for several threads at once.</summary>
public sealed class SegmentWriter : IDisposable
{
    readonly Stream _file;

    /// <summary>Writes the header; the stream is closed with the writer.</summary>
    public SegmentWriter(Stream file)
    {
        _file = file;
        _file.Write(SegmentFormat.Magic);
    }

    /// <summary>Appends one message.</summary>
    /// <exception cref="ArgumentException">The payload is larger than <see cref="SegmentFormat.LargestPayload"/>.</exception>
    public void Append(DateTimeOffset receivedAt, bool isText, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > SegmentFormat.LargestPayload)
            throw new ArgumentException($"A payload may have {SegmentFormat.LargestPayload} bytes at most.", nameof(payload));
        Span<byte> head = stackalloc byte[SegmentFormat.HeadLength];
        SegmentFormat.WriteHead(head, receivedAt, isText, payload);
        _file.Write(head);
        _file.Write(payload);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
