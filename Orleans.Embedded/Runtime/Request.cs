namespace Orleans.Runtime;

/// <summary>One call of a grain method: its arguments, the promise of its result, its place in queues.</summary>
abstract class Request : WorkItem
{
    const int Queued = 0;
    const int Running = 1;
    const int Ended = 2;
    const int Free = 3;

    int _state;

    public abstract GrainMethod Method { get; }

    /// <summary>The grain that is called, for messages.</summary>
    public string Target => Activation?.GrainId.ToString() ?? "an observer";

    public RequestValues? Context { get; set; }

    /// <summary>The grain that calls; recorded only when filters ask.</summary>
    public Activation? Source { get; set; }

    /// <summary>Who watches for how long the caller waits; null for a call that nobody waits for.</summary>
    public ResponseTimeouts? Timeouts { get; set; }

    /// <summary>When the caller stops waiting, in scan periods since the silo's start.</summary>
    public int Deadline { get; set; }

    /// <summary>The caller waits no more; the callee may still run.</summary>
    public bool Answered { get; private set; }

    /// <summary>The call ended before it started (expired, cancelled): it must not run any more.</summary>
    public bool Abandoned => Volatile.Read(ref _state) == Ended;

    public bool HasStarted => Volatile.Read(ref _state) == Running;

    /// <summary>What the caller waits for; made only when the call does not complete at once.</summary>
    public abstract Task Promise { get; }

    /// <summary>Puts off idle collection.</summary>
    public virtual bool CountsAsUse => true;

    /// <summary>Goes on to the next activation when this one ends before the call starts.</summary>
    public virtual bool Transferable => true;

    /// <summary>Starts whatever else is running.</summary>
    public virtual bool Interleaves => Method.AlwaysInterleave;

    /// <summary>Calls the grain's method. Errors that it throws are thrown.</summary>
    public abstract Task InvokeOpenly(object target);

    /// <summary>A task of the method's own type that failed.</summary>
    public abstract Task Failed(Exception error);

    /// <summary>Calls the grain's method. Errors are in the returned task.</summary>
    public Task Invoke(object target)
    {
        try
        {
            return InvokeOpenly(target);
        }
        catch (Exception error)
        {
            return Failed(error);
        }
    }

    /// <summary>Runs filters, the last of which calls the method; the returned task has the method's own type.</summary>
    public abstract Task InvokeFiltered(Func<CallContext, Task> pipeline, CallContext context);

    /// <summary>The value of a completed callee, for filters.</summary>
    public abstract object? ResultOf(Task callee);

    /// <summary>Gives the object back for this thread's next call: it completed at once and nobody else has seen it.</summary>
    public abstract void Return(Turn turn);

    /// <summary>The call goes on without this thread, which must not hold on to it: the spare object of its next call is another.</summary>
    public abstract void Keep(Turn turn);

    /// <summary>The same call once more, as filters may make it; nobody waits for it yet.</summary>
    public abstract Request Copy();

    /// <summary>Lets go of arguments and result: <see cref="ResponseTimeouts"/> may know the call for a while yet.</summary>
    protected abstract void Forget();

    /// <summary>Keeps the promise with the callee's outcome.</summary>
    protected abstract void Settle(Task callee);

    protected abstract void Break(Exception error);

    protected abstract void BreakCancelled(CancellationToken token);

    public override void Run(Activation activation) => activation.Admit(this);

    /// <summary>Takes the call for running; false when it was abandoned meanwhile.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _state, Running, Queued) == Queued;

    /// <summary>The callee is done: the caller gets its outcome.</summary>
    public void Complete(Task callee)
    {
        Volatile.Write(ref _state, Ended);
        Answered = true;
        Settle(callee);
        Forget();
    }

    /// <summary>The caller gets the error. A callee that has started runs on.</summary>
    public void Fail(Exception error)
    {
        Interlocked.CompareExchange(ref _state, Ended, Queued);
        Answered = true;
        Break(error);
    }

    /// <summary>The caller gets a cancelled task. Returns whether the callee has started and must be told.</summary>
    public bool Cancel(CancellationToken token)
    {
        var was = Interlocked.CompareExchange(ref _state, Ended, Queued);
        Answered = true;
        BreakCancelled(token);
        return was == Running;
    }

    /// <summary>Takes a call that was given back; only the thread that keeps it asks.</summary>
    protected bool TryRent()
    {
        if (_state != Free)
            return false;
        _state = Queued;
        return true;
    }

    protected void Reset()
    {
        _state = Free;
        Activation = null;
        Context = null;
    }
}
