namespace Kite.Ticker;

/// <summary>Counts since a connection object was made.</summary>
/// <param name="Frames">Binary messages with market data.</param>
/// <param name="Bytes">All bytes received.</param>
/// <param name="Heartbeats">Binary messages of fewer than two bytes.</param>
/// <param name="Texts">Text messages.</param>
/// <param name="Reconnects">Connections made after the first.</param>
/// <param name="Skipped">Messages dropped because they were larger than <see cref="TickerOptions.MaxMessageBytes"/>.</param>
/// <param name="SinkFaults">Exceptions thrown by the sink or a hook.</param>
public readonly record struct TickerCounters(long Frames, long Bytes, long Heartbeats, long Texts, long Reconnects, long Skipped, long SinkFaults);

/// <summary>The live cells behind <see cref="TickerCounters"/>.</summary>
sealed class TickerCounterCells
{
    public long Frames;
    public long Bytes;
    public long Heartbeats;
    public long Texts;
    public long Connects;
    public long Skipped;
    public long SinkFaults;

    public TickerCounters Read() => new(
        Interlocked.Read(ref Frames), Interlocked.Read(ref Bytes), Interlocked.Read(ref Heartbeats), Interlocked.Read(ref Texts),
        Math.Max(0, Interlocked.Read(ref Connects) - 1), Interlocked.Read(ref Skipped), Interlocked.Read(ref SinkFaults));
}
