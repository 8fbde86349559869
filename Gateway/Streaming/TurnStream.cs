namespace Gateway.Streaming;

/// <summary>A stream whose writes take turns, each whole. Reading is left as it is.</summary>
sealed class TurnStream(Stream inner) : Stream
{
    readonly SemaphoreSlim turn = new(1, 1);

    public override bool CanRead => inner.CanRead;

    public override bool CanWrite => inner.CanWrite;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Nobody waits and nothing is allocated where the last write has ended and this one finds room.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!turn.Wait(0, CancellationToken.None))
            return WriteInTurn(buffer, cancellationToken);
        ValueTask write;
        try
        {
            write = inner.WriteAsync(buffer, cancellationToken);
            if (write.IsCompletedSuccessfully)
                write.GetAwaiter().GetResult();
            else
                return Finish(write);
        }
        catch
        {
            turn.Release();
            throw;
        }

        turn.Release();
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        turn.Wait();
        try
        {
            inner.Write(buffer, offset, count);
        }
        finally
        {
            turn.Release();
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // The semaphore stays: whoever still waits for a turn gets it, and what the stream says. It has no handle to give back.
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    async ValueTask WriteInTurn(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    async ValueTask Finish(ValueTask write)
    {
        try
        {
            await write;
        }
        finally
        {
            turn.Release();
        }
    }
}
