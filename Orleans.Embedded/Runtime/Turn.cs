namespace Orleans.Runtime;

/// <summary>What this thread is doing: whose turn it runs, and how much it has run inline since it last let go.</summary>
sealed class Turn
{
    /// <summary>A chain of inline calls is cut at this depth, so that no recursion of grains can end in a stack overflow.</summary>
    const int MaxDepth = 32;

    /// <summary>
    /// After so many jumps of the coarse clock (one to four milliseconds each) a call goes through the mailbox: its caller yields, so that its
    /// own timers and queued requests get their turn. Not after so many calls: to yield is to wake a thread, which costs as much as a hundred.
    /// </summary>
    const int MaxJumps = 3;

    [ThreadStatic]
    static Turn? t_current;

    static int s_slots;

    CallSlot[] _spares = [];
    int _calls;
    int _jumps;
    long _stamp;

    public static Turn Current => t_current ??= new Turn();

    /// <summary>The activation whose turn runs on this thread, if any.</summary>
    public static Activation? Activation => TaskScheduler.Current is Activation { IsGone: false } active ? active : null;

    public int Depth { get; set; }

    /// <summary>What this thread takes with it into a turn; null: what waits there.</summary>
    public WorkItem? Entering { get; set; }

    /// <summary>What an inline call has returned, on its way from the turn's task to the caller.</summary>
    public Task? Result { get; set; }

    /// <summary>The calls that this thread sent last and that somebody waits for.</summary>
    public RecentCalls Recent => field ??= new RecentCalls();

    /// <summary>A slot for the spare call object of one more method.</summary>
    public static int NewSlot() => Interlocked.Increment(ref s_slots) - 1;

    /// <summary>The call object that this thread keeps for the next call of a method.</summary>
    public Request? Spare(int slot)
    {
        var spares = _spares;
        return (uint)slot < (uint)spares.Length ? spares[slot].Call : null;
    }

    public void SetSpare(int slot, Request? call)
    {
        if (slot >= _spares.Length)
            Array.Resize(ref _spares, Math.Max(slot + 1, Volatile.Read(ref s_slots)));
        _spares[slot].Call = call;
    }

    /// <summary>
    /// Called after each inline call, and looks at every eighth. When the coarse clock has jumped since the last one, somebody was slow: the next call of the class is
    /// measured, and if it was the callee, its class runs through mailboxes for a while, where other threads can help.
    /// </summary>
    public void Check(GrainClass callee, long measuredFrom)
    {
        if (measuredFrom == 0 && (++_calls & 7) != 0)
            return;
        var now = Environment.TickCount64;
        if (measuredFrom != 0)
            callee.Measured(now - measuredFrom, now);
        else if (now - _stamp >= GrainClass.SlowMs)
            callee.Suspect();
        if (now != _stamp)
            _jumps++;
        _stamp = now;
    }

    /// <summary>Whether the next call may run on this thread.</summary>
    public bool MayInline()
    {
        if (_jumps < MaxJumps)
            return Depth < MaxDepth;
        _jumps = 0;
        return false;
    }
}
