using System.Threading.Tasks.Sources;

namespace Gateway.Streaming;

/// <summary>
/// Wakes one pump: by news, by time, or because its client is gone. Used over and over by that pump alone, so that a wait allocates nothing; with a thousand pumps at ten frames a
/// second a timer, a source and a token for each wait cost more than the sending.
/// </summary>
sealed class PumpSignal : IValueTaskSource<bool>, IDisposable
{
    readonly Lock gate = new();
    readonly TimeProvider time;
    readonly ITimer timer;
    readonly CancellationTokenRegistration cancellation;
    readonly CancellationToken cancellationToken;
    ManualResetValueTaskSourceCore<bool> core = new() { RunContinuationsAsynchronously = true };
    Waiting waiting;
    long since;
    TimeSpan limit;
    bool news;

    public PumpSignal(TimeProvider time, CancellationToken cancellationToken)
    {
        (this.time, this.cancellationToken) = (time, cancellationToken);
        timer = time.CreateTimer(static state => ((PumpSignal)state!).OnTime(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        cancellation = cancellationToken.UnsafeRegister(static state => ((PumpSignal)state!).OnCancelled(), this);
    }

    enum Waiting : byte
    {
        No,
        ForNews,
        ForTime,
    }

    /// <summary>There is news; remembered until somebody waits for it.</summary>
    public void Set()
    {
        lock (gate)
        {
            news = true;
            if (waiting == Waiting.ForNews)
                End(true);
        }
    }

    /// <summary>Until there is news (true) or the time is over (false).</summary>
    public ValueTask<bool> News(TimeSpan atMost) => Wait(Waiting.ForNews, atMost);

    /// <summary>Until the time is over; news waits.</summary>
    public ValueTask<bool> Pause(TimeSpan duration) => Wait(Waiting.ForTime, duration);

    public void Dispose()
    {
        cancellation.Dispose();
        timer.Dispose();
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        lock (gate)
        {
            var result = core.GetResult(token);
            if (result)
                news = false;
            return result;
        }
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);

    ValueTask<bool> Wait(Waiting what, TimeSpan duration)
    {
        lock (gate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (what == Waiting.ForNews && news)
            {
                news = false;
                return new(true);
            }

            if (duration <= TimeSpan.Zero)
                return new(false);
            core.Reset();
            (waiting, since, limit) = (what, time.GetTimestamp(), duration);
            timer.Change(duration, Timeout.InfiniteTimeSpan);
            return new(this, core.Version);
        }
    }

    void OnTime()
    {
        lock (gate)
        {
            if (waiting == Waiting.No)
                return;
            // An earlier wait's timer that comes late, or one that is a fraction early.
            var left = limit - time.GetElapsedTime(since);
            if (left > TimeSpan.FromMilliseconds(1))
                timer.Change(left, Timeout.InfiniteTimeSpan);
            else
                End(false);
        }
    }

    void OnCancelled()
    {
        lock (gate)
        {
            if (waiting == Waiting.No)
                return;
            waiting = Waiting.No;
            core.SetException(new OperationCanceledException(cancellationToken));
        }
    }

    void End(bool result)
    {
        waiting = Waiting.No;
        core.SetResult(result);
    }
}
