namespace Orleans.Runtime;

/// <summary>The execution context without any <see cref="AsyncLocal{T}"/>: what a callee sees unless a <see cref="RequestContext"/> goes with the call.</summary>
static class CleanContext
{
    public static readonly ExecutionContext Value = Make();

    static ExecutionContext Make()
    {
        // A thread that was started unsafely is the only public way to an empty context.
        ExecutionContext? empty = null;
        var thread = new Thread(() => empty = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return empty!;
    }
}
