namespace Orleans.Runtime;

/// <summary>The waited-for calls that some threads made: a doubly linked list through the calls themselves.</summary>
sealed class TimeoutShard
{
    readonly Lock _lock = new();
    Request? _first;

    public void Add(Request request, int deadline)
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

    public void Expire(int now, Func<Request, Exception> error)
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
