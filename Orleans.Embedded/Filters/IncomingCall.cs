using System.Reflection;

namespace Orleans.Runtime;

/// <summary>What incoming and outgoing calls have in common.</summary>
abstract class CallContext(Request request, GrainId target, GrainId? source)
{
    public Request Request => request;

    public MethodInfo InterfaceMethod => request.Method.Method;

    public string InterfaceName => request.Method.InterfaceType.FullName!;

    public string MethodName => request.Method.Name;

    public object? Result { get; set; }

    public GrainId? SourceId => source;

    public GrainId TargetId => target;

    /// <summary>The filters that are still to come.</summary>
    protected int Next { get; set; }

    public abstract Task Invoke();

    protected async Task Finish(Task task)
    {
        await task;
        Result = request.ResultOf(task);
    }
}

/// <summary>A call inside of the callee's turn.</summary>
sealed class IncomingCall(IIncomingGrainCallFilter[] filters, Activation activation, Request request)
    : CallContext(request, activation.GrainId, request.Source?.GrainId), IIncomingGrainCallContext
{
    public object Grain => activation.GrainInstance!;

    public IGrainContext TargetContext => activation;

    public MethodInfo ImplementationMethod
    {
        get
        {
            if (!Request.Method.InterfaceType.IsInstanceOfType(Grain))
                return InterfaceMethod;
            var map = Grain.GetType().GetInterfaceMap(InterfaceMethod.DeclaringType!);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, InterfaceMethod)];
        }
    }

    public override Task Invoke()
    {
        var next = Next++;
        if (next < filters.Length)
            return filters[next].Invoke(this);
        // The grain's own filter runs last.
        return next == filters.Length && Grain is IIncomingGrainCallFilter own ? own.Invoke(this) : Finish(Request.Invoke(Grain));
    }
}

/// <summary>A call on the caller's side.</summary>
sealed class OutgoingCall(IOutgoingGrainCallFilter[] filters, GrainReference reference, Request request, Func<Request, Task> deliver)
    : CallContext(request, reference.GrainId, Turn.Activation?.GrainId), IOutgoingGrainCallContext
{
    public object Grain => reference;

    public IGrainContext? SourceContext { get; } = Turn.Activation;

    public override Task Invoke()
    {
        var next = Next++;
        return next < filters.Length ? filters[next].Invoke(this) : Finish(deliver(Request));
    }
}
