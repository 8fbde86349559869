namespace Orleans.Runtime;

/// <summary>
/// Breaks the promises of calls that take too long. Only calls that did not complete at once come here. One scan per period for the whole
/// silo, so that a call costs two short uncontended locks and no timer of its own.
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

    public void Watch(Request request)
    {
        var timeout = request.Method.TimeoutMs is var own and > 0 ? own : _defaultMs;
        // Rounded up, and one period more because the clock is as old as the last scan.
        var periods = Math.Min((timeout + PeriodMs - 1) / PeriodMs, int.MaxValue / 2);
        _shards[(uint)Environment.CurrentManagedThreadId % (uint)_shards.Length].Add(request, Volatile.Read(ref _now) + (int)periods + 1);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Fails every call that is still waited for.</summary>
    public void FailAll(Func<Request, Exception> error)
    {
        foreach (var shard in _shards)
            shard.Expire(int.MaxValue, error);
    }

    void Scan()
    {
        var now = (int)(_time.GetElapsedTime(_start).TotalMilliseconds / PeriodMs);
        Volatile.Write(ref _now, now);
        foreach (var shard in _shards)
            shard.Expire(now, Expired);
    }

    static TimeoutException Expired(Request request) =>
        new($"No response in time from {request.Method} of {request.Target}. The grain may still be running the call: retry only what is idempotent.");
}
