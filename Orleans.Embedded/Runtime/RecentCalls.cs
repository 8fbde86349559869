namespace Orleans.Runtime;

/// <summary>
/// The calls that one thread sent last and that somebody waits for, in a ring. Only that thread adds to it, so adding takes no lock, and a
/// call that is answered need not be taken out: the next scan does that, or the next call in its place. A call that still has no answer when
/// its place is needed goes to the list of those that take long.
/// </summary>
sealed class RecentCalls
{
    public const int Length = 1024;

    static readonly Lock s_lock = new();
    static RecentCalls[] s_all = [];

    readonly Thread _thread = Thread.CurrentThread;
    readonly CallSlot[] _slots = new CallSlot[Length];
    int _next;

    public RecentCalls()
    {
        lock (s_lock)
            s_all = [.. s_all, this];
    }

    /// <summary>Called by the ring's own thread.</summary>
    public void Add(Request request)
    {
        ref var slot = ref _slots[_next++ & (Length - 1)];
        if (slot.Call is { } earlier)
            KeepWatching(earlier);
        Volatile.Write(ref slot.Call, request);
    }

    /// <summary>Takes out what is answered, on behalf of all silos, and the silo's own calls that nobody should wait for any longer.</summary>
    public static void Expire(ResponseTimeouts timeouts, int now, Func<Request, Exception> error)
    {
        foreach (var ring in Volatile.Read(ref s_all))
        {
            ring.ExpireOwn(timeouts, now, error);
            if (!ring._thread.IsAlive)
                ring.Retire();
        }
    }

    static void KeepWatching(Request request)
    {
        if (!request.Answered)
            request.Timeouts!.WatchLong(request);
    }

    void ExpireOwn(ResponseTimeouts timeouts, int now, Func<Request, Exception> error)
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            if (Volatile.Read(ref slot.Call) is not { } request)
                continue;
            var expired = request.Deadline <= now && request.Timeouts == timeouts;
            if ((expired || request.Answered) && Interlocked.CompareExchange(ref slot.Call, null, request) == request && !request.Answered)
                request.Fail(error(request));
        }
    }

    /// <summary>The thread is gone: nobody else adds to this ring. At every moment its calls can be found here or in the list.</summary>
    void Retire()
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            if (Volatile.Read(ref slot.Call) is not { } request)
                continue;
            KeepWatching(request);
            Interlocked.CompareExchange(ref slot.Call, null, request);
        }

        lock (s_lock)
            s_all = Array.FindAll(s_all, ring => ring != this);
    }
}
