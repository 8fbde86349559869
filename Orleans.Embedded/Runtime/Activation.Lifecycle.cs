namespace Orleans.Runtime;

/// <content>From the first request to the last: constructor, state, OnActivateAsync, …, OnDeactivateAsync, the next activation.</content>
sealed partial class Activation
{
    Phase _phase;
    bool _ending;
    bool _forced;

    /// <summary>Starts deactivation from any thread.</summary>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (ReferenceEquals(Turn.Activation, this))
            BeginDeactivation(deactivationReason);
        else
            Post(new ActionItem(self => self.BeginDeactivation(deactivationReason)));
    }

    /// <summary>Stops waiting for running requests; for a silo that cannot wait any longer.</summary>
    public void ForceEnd() => Post(new ActionItem(static self => self._forced = true));

    /// <summary>Deactivates if nothing runs and nothing waits.</summary>
    public void DeactivateIfIdle(DeactivationReason reason)
    {
        if (!TryTakeTurn())
            return;
        BeginDeactivation(reason);
        EndTurn();
    }

    /// <summary>The first step of a new activation, on its turn. Does not suspend when there is nothing to wait for.</summary>
    void Activate()
    {
        _phase = Phase.Activating;
        Task task;
        try
        {
            GrainInstance = Type.Create(this);
            task = _extras?.States is null ? CallOnActivate() : ReadStatesAndActivate();
        }
        catch (Exception error)
        {
            task = Task.FromException(error);
        }

        if (task.IsCompleted)
        {
            OnActivated(task);
            return;
        }

        _running++;
        task.GetAwaiter().UnsafeOnCompleted(() =>
        {
            _running--;
            OnActivated(task);
        });
    }

    Task CallOnActivate()
    {
        if (GrainInstance is not IGrainBase grain)
            return Task.CompletedTask;
        return Type.OverridesOnActivate ? WithLimit(Silo.CollectionOptions.ActivationTimeout, grain.OnActivateAsync) : grain.OnActivateAsync(CancellationToken.None);
    }

    async Task WithLimit(TimeSpan limit, Func<CancellationToken, Task> step)
    {
        using var source = new CancellationTokenSource(limit, Silo.Time);
        await step(source.Token).WaitAsync(source.Token);
    }

    async Task ReadStatesAndActivate()
    {
        foreach (var state in Extras.States ?? [])
            await state.ReadStateAsync();
        await CallOnActivate();
    }

    void OnActivated(Task task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            var error = task.Exception?.InnerException ?? new TimeoutException($"The grain {this} did not activate in time.");
            Silo.Log.ActivationFailed(error, GrainId);
            Type.RememberFailure(_key, error);
            Extras.Failure = error;
            Retire();
        }
        else if (EndRequested)
        {
            // DeactivateOnIdle within OnActivateAsync: nobody was served, and asking the next activation would only repeat it.
            _phase = Phase.Deactivating;
            FailWaiting(EndedWhileActivating());
        }
        else
        {
            _phase = Phase.Active;
            StartWaiting();
        }
    }

    OrleansMessageRejectionException EndedWhileActivating() => new($"The grain {this} asked to be deactivated while it was activating.");

    bool EndRequested => _extras?.EndRequested == true;

    void BeginDeactivation(DeactivationReason reason)
    {
        if (_phase is Phase.Deactivating or Phase.Gone)
            return;
        Extras.Reason = reason;
        Extras.EndRequested = true;
        if (_phase != Phase.Activating)
            _phase = Phase.Deactivating;
    }

    /// <summary>Goes on with deactivation when the running requests are done.</summary>
    void StepLifecycle()
    {
        if (_phase != Phase.Deactivating || _ending || (_running > 0 && !_forced))
            return;
        _ending = true;
        _forced = false;
        ExecutionContext.Restore(CleanContext.Value);
        var task = CallOnDeactivate();
        if (task.IsCompleted)
        {
            Retire();
            return;
        }

        _running++;
        task.GetAwaiter().UnsafeOnCompleted(() =>
        {
            _running--;
            Retire();
        });
    }

    async Task CallOnDeactivate()
    {
        DisposeTimers();
        if (GrainInstance is not IGrainBase grain)
            return;
        try
        {
            if (Type.OverridesOnDeactivate)
                await WithLimit(Silo.CollectionOptions.DeactivationTimeout, token => grain.OnDeactivateAsync(Extras.Reason, token));
        }
        catch (Exception error)
        {
            Silo.Log.DeactivationFailed(error, GrainId);
        }
    }

    /// <summary>The end. Requests that wait go on to a new activation, which is in place before this one refuses items: so they stay in order.</summary>
    void Retire()
    {
        _phase = Phase.Gone;
        do
        {
            CollectRequests(_ready);
            _ready = null;
            CollectRequests(TakeInbox());
            if (_firstWaiting is not null)
                break;
        }
        while (Interlocked.CompareExchange(ref _head, s_dead, null) is not null);

        if (Extras.Failure is null && !Silo.Stopped && _firstWaiting is not null && !Type.IsStatelessWorker)
        {
            var heir = new Activation(Type, _key) { _turn = Taken };
            Type.Replace(this, heir);
            CollectRequests(Reverse(Interlocked.Exchange(ref _head, s_dead)));
            for (WorkItem? item = _firstWaiting; item is not null; item = item.Next)
                item.Activation = heir;
            heir._ready = _firstWaiting;
            heir.QueueDrain();
        }
        else
        {
            Type.Remove(this);
            CollectRequests(Reverse(Interlocked.Exchange(ref _head, s_dead)));
            if (Extras.Failure is { } failure)
                FailWaiting(failure);
            else if (Silo.Stopped)
                FailWaiting(new SiloUnavailableException("The silo has stopped: the call did not run."));
            else
                RouteWaiting();
        }

        _firstWaiting = _lastWaiting = null;
        DisposeTimers();
        _ = DisposeInstance();
    }

    async Task DisposeInstance()
    {
        try
        {
            if (GrainInstance is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else
                (GrainInstance as IDisposable)?.Dispose();
            if (_extras?.Scope is { } scope)
                await scope.DisposeAsync();
        }
        catch (Exception error)
        {
            Silo.Log.DeactivationFailed(error, GrainId);
        }

        _extras?.Deactivated.TrySetResult();
    }

    void CollectRequests(WorkItem? item)
    {
        while (item is not null)
        {
            var next = item.Next;
            if (item is TaskItem)
                item.Run(this);
            else if (item is Request { Abandoned: false, Transferable: true } request)
                AppendWaiting(request);
            item = next;
        }
    }

    void FailWaiting(Exception error)
    {
        while (_firstWaiting is { } request)
        {
            RemoveWaiting(null, request);
            request.Fail(error);
        }
    }

    void RouteWaiting()
    {
        while (_firstWaiting is { } request)
        {
            RemoveWaiting(null, request);
            Type.Route(_key, request);
        }
    }

    void DisposeTimers()
    {
        if (_extras?.Timers is not { } timers)
            return;
        _extras.Timers = null;
        foreach (var (timer, _) in timers)
        {
            try
            {
                timer.Dispose();
            }
            catch (Exception error)
            {
                // A callback of its token: the grain must still hear that it ends.
                Silo.Log.TurnFailed(error, GrainId);
            }
        }
    }
}
