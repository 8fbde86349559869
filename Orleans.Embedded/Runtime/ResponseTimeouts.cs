namespace Orleans.Runtime;

/// <summary>
/// Breaks the promises of calls that take too long. Only calls that did not complete at once come here. One scan per period for the whole
/// silo, so that a call has no timer of its own; and most are answered before their thread's <see cref="RecentCalls"/> need their place, so
/// that they take no lock either.
/// </summary>
sealed class ResponseTimeouts : IDisposable
{
    /// <summary>A call expires between its timeout and two periods later, never earlier.</summary>
    const int PeriodMs = 250;

    static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(PeriodMs);

    readonly TimeoutShard[] _shards = new TimeoutShard[Math.Max(4, Environment.ProcessorCount * 2)];
    readonly long _defaultMs;
    readonly TimeProvider _time;
    readonly ITimer _timer;
    readonly long _start;
    int _now;

    public ResponseTimeouts(TimeProvider time, long defaultMs)
    {
        _defaultMs = defaultMs;
        _time = time;
        _start = time.GetTimestamp();
        for (var i = 0; i < _shards.Length; i++)
            _shards[i] = new TimeoutShard();
        _timer = time.CreateTimer(static self => ((ResponseTimeouts)self!).Scan(), this, s_period, s_period);
    }

    /// <summary>Called by the thread whose turn object it is, before anybody else can know the call. Its promise must have been made.</summary>
    public void Watch(Request request, Turn turn)
    {
        var timeout = request.Method.TimeoutMs is var own and > 0 ? own : _defaultMs;
        // Rounded up, and one period more because the clock is as old as the last scan.
        var periods = Math.Min((timeout + PeriodMs - 1) / PeriodMs, int.MaxValue / 2);
        request.Timeouts = this;
        request.Deadline = Volatile.Read(ref _now) + (int)periods + 1;
        turn.Recent.Add(request);
    }

    /// <summary>For a call that is not among the recent ones any more.</summary>
    public void WatchLong(Request request) => _shards[(uint)Environment.CurrentManagedThreadId % (uint)_shards.Length].Add(request);

    public void Dispose() => _timer.Dispose();

    /// <summary>Fails every call that is still waited for.</summary>
    public void FailAll(Func<Request, Exception> error) => Expire(int.MaxValue, error);

    void Scan()
    {
        var now = (int)(_time.GetElapsedTime(_start).TotalMilliseconds / PeriodMs);
        Volatile.Write(ref _now, now);
        Expire(now, Expired);
    }

    // The recent ones first: what moves from there to a list meanwhile is found there.
    void Expire(int now, Func<Request, Exception> error)
    {
        RecentCalls.Expire(this, now, error);
        foreach (var shard in _shards)
            shard.Expire(now, error);
    }

    static TimeoutException Expired(Request request) =>
        new($"No response in time from {request.Method} of {request.Target}. The grain may still be running the call: retry only what is idempotent.");
}
