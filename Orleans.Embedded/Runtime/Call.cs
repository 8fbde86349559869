using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>The arguments of one method and how to call it; generated code has a struct for each method.</summary>
interface IInvoker
{
    static abstract GrainMethod Method { get; }

    Task Invoke(object target);
}

/// <summary>An invoker whose method takes a cancellation token.</summary>
interface ICancellableInvoker : IInvoker
{
    CancellationToken Token { set; }
}

/// <summary>The result type of methods that return no value.</summary>
readonly struct Nothing;

/// <summary>A call of the method that <typeparamref name="TInvoker"/> stands for.</summary>
sealed class Call<TInvoker, TResult> : Request
    where TInvoker : struct, IInvoker
{
    // A slot in each thread's Turn, which a call needs anyway: a thread-static field of its own would be one more look-up of the thread.
    static readonly int s_slot = Turn.NewSlot();

    TaskCompletionSource<TResult>? _promise;

    /// <summary>The arguments; written by the proxy straight into this object, so that a large struct is copied once.</summary>
    public TInvoker Args;

    public override GrainMethod Method => TInvoker.Method;

    public override Task Promise => Answer.Task;

    // Continuations run elsewhere: a caller outside of grains must not take over the callee's turn.
    TaskCompletionSource<TResult> Answer => _promise ??= new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A call object: the spare one of this thread, if it is not in use.</summary>
    public static Call<TInvoker, TResult> Rent(Turn turn)
    {
        var call = Unsafe.As<Call<TInvoker, TResult>?>(turn.Spare(s_slot));
        // The spare one is in use when a method is called inside of itself, or was cancelled before it was sent.
        return call is not null && call.TryRent() ? call : new Call<TInvoker, TResult>();
    }

    public override void Return(Turn turn)
    {
        ClearArgs();
        Reset();
        if (!ReferenceEquals(turn.Spare(s_slot), this))
            turn.SetSpare(s_slot, this);
    }

    public override void Keep(Turn turn)
    {
        if (ReferenceEquals(turn.Spare(s_slot), this))
            turn.SetSpare(s_slot, null);
    }

    public override Task InvokeOpenly(object target) =>
        Args.Invoke(target) ?? throw new InvalidOperationException($"{Method} returned null instead of a task: return Task.CompletedTask.");

    public override Task Failed(Exception error) =>
        typeof(TResult) == typeof(Nothing) ? Task.FromException(error) : Task.FromException<TResult>(error);

    public override Task InvokeFiltered(Func<CallContext, Task> pipeline, CallContext context) =>
        Filtered(pipeline, context);

    public override object? ResultOf(Task callee) => typeof(TResult) == typeof(Nothing) ? null : ValueOf(callee);

    public override Request Copy() => new Call<TInvoker, TResult> { Args = Args };

    protected override void Forget()
    {
        _promise = null;
        ClearArgs();
    }

    protected override void Settle(Task callee)
    {
        if (callee.IsCompletedSuccessfully)
            Answer.TrySetResult(typeof(TResult) == typeof(Nothing) ? default! : ValueOf(callee));
        else if (callee.IsCanceled)
            Answer.TrySetCanceled(Cancellation.TokenOf(callee));
        else
            Answer.TrySetException(callee.Exception!.InnerExceptions);
    }

    // Too late when there is no promise any more.
    protected override void Break(Exception error) => _promise?.TrySetException(error);

    protected override void BreakCancelled(CancellationToken token) => _promise?.TrySetCanceled(token);

#pragma warning disable RS0030 // The task is complete: nothing blocks.
    static TResult ValueOf(Task completed) => ((Task<TResult>)completed).Result;
#pragma warning restore RS0030

    void ClearArgs()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TInvoker>())
            Args = default;
    }

    static async Task<TResult> Filtered(Func<CallContext, Task> pipeline, CallContext context)
    {
        await pipeline(context);
        return typeof(TResult) == typeof(Nothing) ? default! : (TResult)context.Result!;
    }
}
