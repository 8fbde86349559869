using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>The registered call filters. Where there are none, calls do not pass here.</summary>
sealed class FilterPipeline(IServiceProvider services)
{
    readonly IIncomingGrainCallFilter[] _incoming = [.. services.GetServices<IIncomingGrainCallFilter>()];
    readonly IOutgoingGrainCallFilter[] _outgoing = [.. services.GetServices<IOutgoingGrainCallFilter>()];

    public bool HasIncoming => _incoming.Length > 0;

    public bool HasOutgoing => _outgoing.Length > 0;

    public Task InvokeIncoming(Activation activation, Request request) =>
        request.InvokeFiltered(static context => context.Invoke(), new IncomingCall(_incoming, activation, request));

    public Task InvokeOutgoing(GrainReference reference, Request call, Func<Request, Task> deliver) =>
        call.InvokeFiltered(static context => context.Invoke(), new OutgoingCall(_outgoing, reference, call, deliver));
}

/// <summary>A delegate as a filter.</summary>
sealed class IncomingDelegateFilter(IncomingGrainCallFilterDelegate filter) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context) => filter(context);
}

/// <inheritdoc cref="IncomingDelegateFilter"/>
sealed class OutgoingDelegateFilter(OutgoingGrainCallFilterDelegate filter) : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context) => filter(context);
}
