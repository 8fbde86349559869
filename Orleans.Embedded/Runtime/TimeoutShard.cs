namespace Orleans.Runtime;

/// <summary>Calls of some threads that take long. Those that are answered meanwhile stay until the next scan, or until the list would grow.</summary>
sealed class TimeoutShard
{
    const int LeastToPrune = 1024;

    readonly Lock _lock = new();
    readonly List<Request> _calls = [];
    int _pruneAt = LeastToPrune;

    public void Add(Request request)
    {
        lock (_lock)
        {
            if (_calls.Count >= _pruneAt)
            {
                _calls.RemoveAll(static call => call.Answered);
                _pruneAt = Math.Max(LeastToPrune, 2 * _calls.Count);
            }

            _calls.Add(request);
        }
    }

    public void Expire(int now, Func<Request, Exception> error)
    {
        List<Request>? expired = null;
        lock (_lock)
        {
            _calls.RemoveAll(call =>
            {
                if (!call.Answered && call.Deadline <= now)
                    (expired ??= []).Add(call);
                return call.Answered || call.Deadline <= now;
            });
        }

        foreach (var request in expired ?? [])
            request.Fail(error(request));
    }
}
