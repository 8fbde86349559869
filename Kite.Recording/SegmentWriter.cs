namespace Kite.Recording;

/// <summary>Appends messages to a new segment file; not for several threads at once.</summary>
public sealed class SegmentWriter : IDisposable
{
    readonly Stream _file;

    /// <summary>Writes the header; the stream is closed with the writer.</summary>
    public SegmentWriter(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
        _file.Write(SegmentFormat.Magic);
        Length = SegmentFormat.Magic.Length;
    }

    /// <summary>Bytes of the file so far.</summary>
    public long Length { get; private set; }

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
        Length += head.Length + payload.Length;
    }

    /// <summary>Hands what was appended to the operating system.</summary>
    public void Flush() => _file.Flush();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
