using System.Runtime.CompilerServices;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <content>Which requests may start, and what happens until they are done.</content>
sealed partial class Activation
{
    static readonly Action<object?> s_invokeInline = static turn => InvokeInline(Unsafe.As<Turn>(turn!));

    Request? _firstWaiting;
    Request? _lastWaiting;
    Request? _blocking;
    int _waitingCount;
    int _overtakers;
    int _running;
    bool _scanning;

    /// <summary>
    /// Runs a call on the caller's thread; the turn is taken. Returns the callee's own task if it is complete, else a promise whose
    /// continuations run elsewhere.
    /// </summary>
    public Task RunInline(Request call, Turn turn, ExecutionContext callerContext)
    {
        // The callee must not see the caller's AsyncLocals: only the request context goes along.
        var foreign = !ReferenceEquals(callerContext, CleanContext.Value);
        if (foreign)
        {
            call.Context = RequestContext.Current;
            ExecutionContext.Restore(call.Context?.Execution ?? CleanContext.Value);
        }

        // An await prefers the synchronization context to the task scheduler: the caller's must not be seen.
        var synchronization = SynchronizationContext.Current;
        if (synchronization is not null)
            SynchronizationContext.SetSynchronizationContext(null);
        call.Activation = this;
        turn.Depth++;
        var from = Type.Suspected ? Environment.TickCount64 : 0;
        // Comes back by QueueTask at once: RunSynchronously does the same with one more atomic step, as somebody else could start its task.
        turn.Entering = call;
        _ = Task.Factory.StartNew(s_invokeInline, turn, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);
        var result = turn.Result;
        turn.Result = null;
        turn.Depth--;
        turn.Check(Type, from);
        if (synchronization is not null)
            SynchronizationContext.SetSynchronizationContext(synchronization);
        if (foreign)
            ExecutionContext.Restore(callerContext);

        if (result is not null)
        {
            EndTurn();
            call.Return(turn);
            return result;
        }

        // Promise and timeout were made before the turn ends: afterwards the call belongs to whoever completes it.
        call.Keep(turn);
        var promise = call.Promise;
        EndTurn();
        return promise;
    }

    /// <summary>A request arrives on the turn: it starts or waits.</summary>
    public void Admit(Request request)
    {
        if (request.Abandoned)
            return;
        if (_phase == Phase.New)
        {
            AppendWaiting(request);
            ExecutionContext.Restore(request.Context?.Execution ?? CleanContext.Value);
            Activate();
        }
        else if (_phase == Phase.Active && MayStart(request))
        {
            Start(request);
        }
        else
        {
            AppendWaiting(request);
        }
    }

    static void InvokeInline(Turn turn)
    {
        var call = Unsafe.As<Request>(turn.Entering!);
        turn.Entering = null;
        var self = call.Activation!;
        if (self._phase == Phase.New)
        {
            self.Activate();
            if (self._phase == Phase.Gone)
            {
                _ = call.Promise;
                call.Fail(self.Extras.Failure!);
                return;
            }

            if (self._phase == Phase.Deactivating)
            {
                _ = call.Promise;
                call.Fail(self.EndedWhileActivating());
                return;
            }
        }

        if (self._phase != Phase.Active)
        {
            _ = call.Promise;
            self.Silo.Timeouts.Watch(call, turn);
            self.AppendWaiting(call);
            return;
        }

        self.Touch();
        Task task;
        try
        {
            task = call.InvokeOpenly(self.GrainInstance!);
        }
        catch (Exception error)
        {
            task = call.Failed(error);
        }

        if (task.IsCompleted)
        {
            turn.Result = task;
            if (!task.IsCompletedSuccessfully)
                self.OnFaulted(task);
            return;
        }

        _ = call.Promise;
        self.Silo.Timeouts.Watch(call, turn);
        call.TryStart();
        self.Running(call);
        self.AwaitCallee(call, task);
    }

    bool MayStart(Request request) =>
        _running == 0
        || Type.Reentrant
        || request.Interleaves
        || _blocking is null
        || (request.Method.ReadOnly && _blocking.Method.ReadOnly)
        || (request.Context is { } context && context.ReentrancyId != Guid.Empty
            && _extras?.Sections?.ContainsKey(context.ReentrancyId) == true);

    void Start(Request request)
    {
        if (!request.TryStart())
            return;
        if (request.CountsAsUse)
            Touch();
        ExecutionContext.Restore(request.Context?.Execution ?? CleanContext.Value);
        var task = Type.Filtered ? Silo.Filters.InvokeIncoming(this, request) : request.Invoke(GrainInstance!);
        if (task.IsCompleted)
        {
            if (!task.IsCompletedSuccessfully)
                OnFaulted(task);
            request.Complete(task);
            return;
        }

        Running(request);
        AwaitCallee(request, task);
    }

    void Running(Request request)
    {
        _running++;
        if (_blocking is null && !request.Interleaves)
            _blocking = request;
    }

    // The awaiter captures this activation's scheduler, so the continuation runs on its turn, at once if the turn is already here.
    void AwaitCallee(Request request, Task task)
    {
        task.GetAwaiter().UnsafeOnCompleted(new CalleeDone(this, request, task).Run);
    }

    void Finish(Request request, Task task)
    {
        _running--;
        if (ReferenceEquals(_blocking, request))
            _blocking = null;
        if (!task.IsCompletedSuccessfully)
            OnFaulted(task);
        request.Complete(task);
        StartWaiting();
    }

    /// <summary>Somebody else wrote this grain's state: what it has in memory is wrong, so it must start again from storage.</summary>
    void OnFaulted(Task task)
    {
        if (task.Exception?.InnerException is InconsistentStateException { SourceHandled: false } error)
        {
            error.SourceHandled = true;
            BeginDeactivation(new DeactivationReason(DeactivationReasonCode.ApplicationError, error, "The stored state was written by somebody else."));
        }
    }

    /// <summary>Starts what may start, first to last; a request that may start overtakes those that may not.</summary>
    void StartWaiting()
    {
        if (_scanning)
            return;
        _scanning = true;
        Request? before = null;
        var request = _firstWaiting;
        while (request is not null && (_phase == Phase.Active || request.Abandoned))
        {
            var next = (Request?)request.Next;
            if (request.Abandoned)
            {
                RemoveWaiting(before, request);
            }
            else if (MayStart(request))
            {
                RemoveWaiting(before, request);
                Start(request);
                before = null;
                next = _firstWaiting;
            }
            else if (_overtakers == 0)
            {
                break;
            }
            else
            {
                before = request;
            }

            request = next;
        }

        _scanning = false;
    }

    void AppendWaiting(Request request)
    {
        request.Next = null;
        if (_lastWaiting is null)
            _firstWaiting = request;
        else
            _lastWaiting.Next = request;
        _lastWaiting = request;
        _waitingCount++;
        if (MayOvertake(request))
            _overtakers++;
    }

    void RemoveWaiting(Request? before, Request request)
    {
        var next = (Request?)request.Next;
        if (before is null)
            _firstWaiting = next;
        else
            before.Next = next;
        if (ReferenceEquals(_lastWaiting, request))
            _lastWaiting = before;
        request.Next = null;
        _waitingCount--;
        if (MayOvertake(request))
            _overtakers--;
    }

    static bool MayOvertake(Request request) =>
        request.Interleaves || request.Method.ReadOnly || (request.Context is { } context && context.ReentrancyId != Guid.Empty);

    sealed class CalleeDone(Activation activation, Request request, Task task)
    {
        public void Run() => activation.Finish(request, task);
    }
}
