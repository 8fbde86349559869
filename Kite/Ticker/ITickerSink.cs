namespace Kite.Ticker;

/// <summary>
/// Receives what a connection yields, one call at a time, in the order in which it came. An exception is counted
/// (<see cref="TickerCounters.SinkFaults"/>) and does not end the connection.
/// </summary>
public interface ITickerSink
{
    /// <summary>A binary frame of market data for <see cref="TickerFrame.Decode"/>; heartbeats do not come here.</summary>
    /// <param name="frame">Valid until the returned task ends.</param>
    /// <param name="receivedTimestamp">Of the connection's <see cref="TimeProvider"/>.</param>
    /// <returns>Awaited before the next frame is read: a slow sink slows the broker down, nothing is queued.</returns>
    ValueTask OnFrameAsync(ReadOnlyMemory<byte> frame, long receivedTimestamp);

    /// <summary>One of the broker's signs of life, about one a second.</summary>
    void OnHeartbeat()
    {
    }

    void OnText(TickerEvent e);

    /// <param name="reason">A sentence; holds no secret.</param>
    void OnState(TickerState state, string reason);
}
