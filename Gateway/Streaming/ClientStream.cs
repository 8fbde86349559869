using System.Runtime.CompilerServices;

namespace Gateway.Streaming;

/// <summary>
/// One stream of one connection, between its pump and SignalR, which takes a frame, writes it, and takes the next one when the connection has room again. So the time between two
/// takings, once a frame is there, is the client's own slowness.
/// </summary>
sealed class ClientStream(ClientConnection connection, string name, IAsyncEnumerable<RawFrame> frames, ClientStreams all, TimeProvider time)
    : IAsyncEnumerable<RawFrame>, IAsyncEnumerator<RawFrame>
{
    IAsyncEnumerator<RawFrame>? inner;
    long handedAt;
    int isOpen = 1;

    public ClientConnection Connection => connection;

    /// <summary><c>chain</c>, <c>orders</c>, …</summary>
    public string Name => name;

    public RawFrame Current => inner!.Current;

    /// <summary>Since when a frame has been waiting for room on its connection, or null.</summary>
    public TimeSpan? Waiting => Volatile.Read(ref handedAt) is not 0 and var at ? time.GetElapsedTime(at) : null;

    public IAsyncEnumerator<RawFrame> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        inner = frames.GetAsyncEnumerator(cancellationToken);
        return this;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> MoveNextAsync()
    {
        if (handedAt != 0)
        {
            all.Metrics.OnWritten(time.GetElapsedTime(handedAt));
            Volatile.Write(ref handedAt, 0);
        }

        if (!await inner!.MoveNextAsync())
            return false;
        all.Metrics.OnFrame(name, inner.Current);
        // Zero means that nothing waits, and a clock may begin at it.
        Volatile.Write(ref handedAt, Math.Max(time.GetTimestamp(), 1));
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isOpen, 0) == 1)
            all.Close(this);
        if (inner is not null)
            await inner.DisposeAsync();
    }
}
