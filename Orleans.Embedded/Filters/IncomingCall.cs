using System.Reflection;

namespace Orleans.Runtime;

/// <summary>What incoming and outgoing calls have in common.</summary>
abstract class CallContext(Request request, GrainId target, GrainId? source)
{
    int _next;

    /// <summary>The call, whose arguments stay although the one that was sent is done: a filter may make it again.</summary>
    public Request Request { get; } = request.Copy();

    public MethodInfo InterfaceMethod => Request.Method.Method;

    public string InterfaceName => Request.Method.InterfaceType.FullName!;

    public string MethodName => Request.Method.Name;

    public object? Result { get; set; }

    public GrainId? SourceId => source;

    public GrainId TargetId => target;

    /// <summary>The next filter or, after the last, the method; a filter that calls this again gets the same again.</summary>
    public async Task Invoke()
    {
        var next = _next++;
        try
        {
            await Invoke(next);
        }
        finally
        {
            _next = next;
        }
    }

    protected abstract Task Invoke(int next);

    protected async Task Finish(Task task)
    {
        await task;
        Result = Request.ResultOf(task);
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

    protected override Task Invoke(int next)
    {
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

    protected override Task Invoke(int next) => next < filters.Length ? filters[next].Invoke(this) : Finish(deliver(Request.Copy()));
}
