namespace Kite.Ticker;

/// <summary>Keeps the faults of the sink and the hooks away from the connection: counted, never fatal.</summary>
sealed class GuardedSink(ITickerSink sink, TickerCounterCells counters)
{
    public async ValueTask OnFrameAsync(ReadOnlyMemory<byte> frame, long receivedTimestamp)
    {
        try
        {
            await sink.OnFrameAsync(frame, receivedTimestamp);
        }
        catch (Exception)
        {
            Fault();
        }
    }

    public void OnHeartbeat()
    {
        try
        {
            sink.OnHeartbeat();
        }
        catch (Exception)
        {
            Fault();
        }
    }

    public void OnText(TickerEvent e)
    {
        try
        {
            sink.OnText(e);
        }
        catch (Exception)
        {
            Fault();
        }
    }

    public void OnState(TickerState state, string reason)
    {
        try
        {
            sink.OnState(state, reason);
        }
        catch (Exception)
        {
            Fault();
        }
    }

    /// <summary>A hook that fails says yes: watching for silence goes on.</summary>
    public bool Ask(Func<bool> hook)
    {
        try
        {
            return hook();
        }
        catch (Exception)
        {
            Fault();
            return true;
        }
    }

    void Fault() => Interlocked.Increment(ref counters.SinkFaults);
}
