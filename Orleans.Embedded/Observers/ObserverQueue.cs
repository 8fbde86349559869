namespace Orleans.Runtime;

/// <summary>Calls one object, one call at a time, in order, on the thread pool. The object is held weakly.</summary>
sealed class ObserverQueue(IGrainObserver target) : IThreadPoolWorkItem
{
    public const int Limit = 10_000;

    readonly WeakReference<IGrainObserver> _target = new(target);
    readonly Queue<Request> _waiting = new();
    bool _running;

    public bool TryEnqueue(Request request)
    {
        if (request.Interleaves)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static s => _ = s.self.Call(s.request), (self: this, request), preferLocal: false);
            return true;
        }

        lock (_waiting)
        {
            if (_waiting.Count >= Limit)
                return false;
            _waiting.Enqueue(request);
            if (_running)
                return true;
            _running = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    void IThreadPoolWorkItem.Execute() => _ = Run();

    async Task Run()
    {
        while (Take() is { } request)
            await Call(request);
    }

    Request? Take()
    {
        lock (_waiting)
        {
            if (_waiting.TryDequeue(out var request))
                return request;
            _running = false;
            return null;
        }
    }

    async Task Call(Request request)
    {
        if (!request.TryStart())
            return;
        if (!_target.TryGetTarget(out var target))
        {
            request.Fail(new ClientNotAvailableException(default));
            return;
        }

        RequestContext.Current = request.Context;
        var task = request.Invoke(target);
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        request.Complete(task);
    }
}
