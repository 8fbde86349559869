namespace Orleans.Runtime;

/// <summary>
/// Breaks the promises of calls that take too long. Only calls that did not complete at once come here. One scan per period for the whole
/// silo, so that a call costs two short uncontended locks and no timer of its own.
/// </summary>
sealed class ResponseTimeouts : IDisposable
{
    /// <summary>A call expires between its timeout and two periods later, never earlier.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    readonly TimeoutShard[] _shards = new TimeoutShard[Math.Max(4, Environment.ProcessorCount * 2)];
    readonly long _defaultMs;
    readonly TimeProvider _time;
    readonly ITimer _timer;
    readonly long _start;
    long _now;

    public ResponseTimeouts(TimeProvider time, long defaultMs)
    {
        _defaultMs = defaultMs;
        _time = time;
        _start = time.GetTimestamp();
        for (var i = 0; i < _shards.Length; i++)
            _shards[i] = new TimeoutShard();
        _timer = time.CreateTimer(static self => ((ResponseTimeouts)self!).Scan(), this, Period, Period);
    }

    public void Watch(Request request)
    {
        var timeout = request.Method.TimeoutMs is var own and > 0 ? own : _defaultMs;
        _shards[(uint)Environment.CurrentManagedThreadId % (uint)_shards.Length]
            .Add(request, Volatile.Read(ref _now) + timeout + (long)Period.TotalMilliseconds);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Fails every call that is still waited for.</summary>
    public void FailAll(Func<Request, Exception> error)
    {
        foreach (var shard in _shards)
            shard.Expire(long.MaxValue, error);
    }

    void Scan()
    {
        var now = (long)_time.GetElapsedTime(_start).TotalMilliseconds;
        Volatile.Write(ref _now, now);
        foreach (var shard in _shards)
            shard.Expire(now, Expired);
    }

    static TimeoutException Expired(Request request) =>
        new($"No response in time from {request.Method} of {request.Target}. The grain may still be running the call: retry only what is idempotent.");
}

/// <summary>The waited-for calls of some threads.</summary>
sealed class TimeoutShard
{
    readonly Lock _lock = new();
    Request? _first;

    public void Add(Request request, long deadline)
    {
        lock (_lock)
        {
            request.Deadline = deadline;
            request.Shard = this;
            request.LaterWaiting = _first;
            if (_first is not null)
                _first.EarlierWaiting = request;
            _first = request;
        }
    }

    public void Remove(Request request)
    {
        lock (_lock)
            Unlink(request);
    }

    public void Expire(long now, Func<Request, Exception> error)
    {
        List<Request>? expired = null;
        lock (_lock)
        {
            for (var request = _first; request is not null;)
            {
                var next = request.LaterWaiting;
                if (request.Deadline <= now)
                {
                    Unlink(request);
                    (expired ??= []).Add(request);
                }

                request = next;
            }
        }

        foreach (var request in expired ?? [])
            request.Fail(error(request));
    }

    void Unlink(Request request)
    {
        if (request.Deadline == 0)
            return;
        request.Deadline = 0;
        if (request.EarlierWaiting is { } earlier)
            earlier.LaterWaiting = request.LaterWaiting;
        else
            _first = request.LaterWaiting;
        if (request.LaterWaiting is { } later)
            later.EarlierWaiting = request.EarlierWaiting;
        request.EarlierWaiting = request.LaterWaiting = null;
    }
}
