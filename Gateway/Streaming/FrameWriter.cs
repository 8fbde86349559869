using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Gateway.Streaming;

/// <summary>
/// What the hub writes to one connection, as one WebSocket frame a flush. A frame that is shared goes out as the bytes that it has; everything else is put together here. SignalR writes one
/// message at a time.
/// </summary>
/// <param name="inner">SignalR's own way: taken while the connection is no WebSocket yet, and told of the end, upon which it closes the WebSocket.</param>
/// <param name="abort">Ends the connection at once.</param>
sealed class FrameWriter(PipeWriter inner, HubOutput output, ITransferFormatFeature? format, Action abort) : PipeWriter
{
    const int LeastRoom = 512;
    byte[] buffer = [];
    int length;
    ReadOnlyMemory<byte> shared;
    volatile bool isWaiting;
    volatile bool isCancelled;

    /// <summary>An item of a stream.</summary>
    public void Write(RawFrame frame, string id)
    {
        if (length == 0 && shared.IsEmpty && frame.Framed(id) is { IsEmpty: false } framed)
            shared = framed;
        else
            FrameProtocol.Write(id, frame.Utf8.Span, this);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, LeastRoom));
        return buffer.AsMemory(length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, LeastRoom));
        return buffer.AsSpan(length);
    }

    public override void Advance(int bytes) => length += bytes;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (output.Stream is not { } stream)
            return FlushInner(cancellationToken);
        var bytes = shared.IsEmpty ? Framed() : shared;
        if (bytes.IsEmpty)
            return new(default(FlushResult));
        shared = default;
        // A token would end the waiting and leave half a frame: who wants an end of it ends the connection.
        var write = stream.WriteAsync(bytes, CancellationToken.None);
        if (!write.IsCompletedSuccessfully)
            return Finish(write);
        write.GetAwaiter().GetResult();
        GiveBack();
        return new(default(FlushResult));
    }

    /// <summary>The hub ends the connection. A write that waits for a client that does not read would wait for ever, and closing the WebSocket behind it.</summary>
    public override void CancelPendingFlush()
    {
        isCancelled = true;
        Interlocked.MemoryBarrier();
        if (isWaiting)
            abort();
        inner.CancelPendingFlush();
    }

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    async ValueTask<FlushResult> Finish(ValueTask write)
    {
        isWaiting = true;
        Interlocked.MemoryBarrier();
        // Cancelled between two writes: this one must not begin to wait either.
        if (isCancelled)
            abort();
        try
        {
            await write;
            GiveBack();
        }
        finally
        {
            isWaiting = false;
        }

        return new(isCanceled: isCancelled, isCompleted: false);
    }

    async ValueTask<FlushResult> FlushInner(CancellationToken cancellationToken)
    {
        if (!shared.IsEmpty)
            Spill();
        if (length > 0)
            inner.Write(buffer.AsSpan(WebSocketFrame.LongestHeader..length));
        GiveBack();
        return await inner.FlushAsync(cancellationToken);
    }

    ReadOnlyMemory<byte> Framed()
    {
        if (length == 0)
            return default;
        var isText = format is not { ActiveFormat: TransferFormat.Binary };
        var at = WebSocketFrame.WriteHeaderBefore(buffer, WebSocketFrame.LongestHeader, length - WebSocketFrame.LongestHeader, isText);
        return buffer.AsMemory(at..length);
    }

    void MakeRoom(int bytes)
    {
        if (!shared.IsEmpty)
            Spill();
        if (length == 0)
            length = WebSocketFrame.LongestHeader;
        if (buffer.Length - length >= bytes)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length + bytes, buffer.Length * 2));
        buffer.AsSpan(0, Math.Min(length, buffer.Length)).CopyTo(larger);
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    /// <summary>More follows in the same flush.</summary>
    void Spill()
    {
        var message = WebSocketFrame.Payload(shared);
        shared = default;
        this.Write(message.Span);
    }

    void GiveBack()
    {
        length = 0;
        if (buffer.Length == 0)
            return;
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }
}
