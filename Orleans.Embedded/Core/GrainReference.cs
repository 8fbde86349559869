namespace Orleans.Runtime;

/// <summary>A reference to a grain or observer. Generated classes derive from it, one for each interface.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    readonly IdSpan _key;
    Activation? _activation;

    internal GrainReference(ReferenceShared shared, IdSpan key)
    {
        Shared = shared;
        _key = key;
    }

    public GrainId GrainId => new(Shared.GrainType, _key);

    public string InterfaceName => Shared.InterfaceType.Name;

    internal ReferenceShared Shared { get; }

    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public uint GetUniformHashCode() => GrainId.GetUniformHashCode();

    public override string ToString() => $"GrainReference:{GrainId}";

    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) => reference1?.Equals(reference2) ?? reference2 is null;

    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);

    /// <summary>Calls the method. The returned task has the type of the method's result.</summary>
    internal Task Invoke(Request call, Turn turn) =>
        _activation is { } target && target.Type.MayInline && turn.MayInline()
        && ExecutionContext.Capture() is { } context && target.TryTakeTurn()
            ? target.RunInline(call, turn, context)
            : InvokeSlowly(call, turn);

    /// <summary>Calls the method with a token that lives as long as the call.</summary>
    internal Task Invoke<TInvoker, TResult>(Call<TInvoker, TResult> call, Turn turn, CancellationToken token)
        where TInvoker : struct, ICancellableInvoker
    {
        if (!token.CanBeCanceled)
            return Invoke(call, turn);
        if (token.IsCancellationRequested)
            return Task.FromCanceled<TResult>(token);
        var cancellation = new Cancellation(token);
        call.Args.Token = cancellation.Token;
        return Shared.Silo.Filters.HasOutgoing
            ? Shared.Silo.Filters.InvokeOutgoing(this, call, request => Deliver(request, cancellation))
            : Deliver(call, cancellation);
    }

    /// <summary>Hands the call over and forgets it.</summary>
    internal void InvokeOneWay(Request call)
    {
        if (Shared.Silo.Refuses() is { } refusal)
            throw refusal;
        if (Shared.Silo.Filters.HasOutgoing)
            Observe(Shared.Silo, Shared.Silo.Filters.InvokeOutgoing(this, call, DeliverOneWay), call.Method);
        else
            DeliverOneWay(call);
    }

    Task InvokeSlowly(Request call, Turn turn)
    {
        if (Shared.Class is { IsStatelessWorker: false, MayInline: true } type && (_activation is null || _activation.IsGone) && type.FailureOf(_key) is null)
        {
            // Another thread may set the field meanwhile: the call must run where the turn is taken.
            var target = _activation = type.Find(_key);
            if (ExecutionContext.Capture() is { } context && turn.MayInline() && target.TryTakeTurn())
                return target.RunInline(call, turn, context);
        }

        if (Shared.Silo.Filters.HasOutgoing)
            return Shared.Silo.Filters.InvokeOutgoing(this, call, request => Deliver(request, Turn.Current));
        return Deliver(call, turn);
    }

    Task Deliver(Request call, Turn turn)
    {
        call.Keep(turn);
        var promise = call.Promise;
        Send(call, turn);
        return promise;
    }

    Task Deliver(Request call, Cancellation cancellation)
    {
        cancellation.Attach(call);
        return Deliver(call, Turn.Current);
    }

    Task DeliverOneWay(Request call)
    {
        call.Keep(Turn.Current);
        call.Context = RequestContext.Current;
        if (Shared.Silo.Filters.HasIncoming)
            call.Source = Turn.Activation;
        Observe(Shared.Silo, call.Promise, call.Method);
        Shared.Route(_key, call);
        return Task.CompletedTask;
    }

    void Send(Request call, Turn turn)
    {
        var silo = Shared.Silo;
        call.Context = RequestContext.Current;
        if (silo.Refuses() is { } refusal)
        {
            call.Fail(refusal);
            return;
        }

        if (silo.Filters.HasIncoming)
            call.Source = Turn.Activation;
        silo.Timeouts.Watch(call, turn);
        if (_activation is null || silo.QueueLimit > 0 || !_activation.Post(call))
            Shared.Route(_key, call);
    }

    static void Observe(Silo silo, Task promise, GrainMethod method) => promise.ContinueWith(
        static (task, state) =>
        {
            var (silo, method) = ((Silo, GrainMethod))state!;
            silo.Log.OneWayFailed(task.Exception!.InnerException!, method);
        },
        (silo, method), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
