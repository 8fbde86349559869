namespace Kite.Budgets;

/// <summary>Those who wait for one budget, in the order in which they will go.</summary>
sealed class PacerLane
{
    const int Ranks = 4;

    readonly RequestBudgets _budgets;
    readonly RequestLimits _limits;
    readonly TimeProvider _time;
    readonly string _account;
    readonly Lock _lock = new();
    readonly LinkedList<Waiter>[] _ranks = [.. Enumerable.Range(0, Ranks).Select(_ => new LinkedList<Waiter>())];
    readonly ITimer _timer;
    int _waiting;

    public PacerLane(RequestClass of, RequestBudgets budgets, RequestLimits limits, TimeProvider time, string account)
    {
        (Budget, _budgets, _limits, _time, _account) = (of, budgets, limits, time, account);
        _timer = time.CreateTimer(static lane => ((PacerLane)lane!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public RequestClass Budget { get; }

    public int Waiting => Volatile.Read(ref _waiting);

    public Task<BudgetAnswer> WaitAsync(RequestClass of, RequestPriority priority, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<BudgetAnswer>(cancellationToken);
        Waiter waiter;
        lock (_lock)
        {
            if (_waiting >= _limits.MaxWaiting)
            {
                KiteTelemetry.OnWaited(_account, of, "refused", TimeSpan.Zero);
                return Task.FromResult(new BudgetAnswer(_limits.MaxWait, $"{_waiting} requests wait already. Send fewer."));
            }

            waiter = new Waiter(this, of, _time.GetTimestamp());
            waiter.Node = _ranks[Rank(of, priority)].AddLast(waiter);
            _waiting++;
            Pump();
        }

        // Outside the lock: a token that is cancelled now runs its callback here.
        waiter.Watch(cancellationToken);
        return waiter.Task;
    }

    void OnTimer()
    {
        lock (_lock)
            Pump();
    }

    /// <summary>Grants from the front until the budget is used up; then the timer stands at when there is more.</summary>
    void Pump()
    {
        while (Front() is { } first)
        {
            var answer = _budgets.Acquire(first.Class);
            if (answer.IsGranted || answer.IsForToday)
            {
                Remove(first, answer, answer.IsGranted ? "granted" : "refused");
                continue;
            }

            // A system timer counts whole milliseconds and would come too early.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(answer.RetryAfter.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            return;
        }
    }

    Waiter? Front()
    {
        foreach (var rank in _ranks)
        {
            if (rank.First is { } node)
                return node.Value;
        }

        return null;
    }

    void Remove(Waiter waiter, BudgetAnswer? answer, string outcome)
    {
        waiter.Node!.List!.Remove(waiter.Node);
        _waiting--;
        waiter.Complete(answer);
        KiteTelemetry.OnWaited(_account, waiter.Class, outcome, _time.GetElapsedTime(waiter.Since));
    }

    static int Rank(RequestClass of, RequestPriority priority) => of == RequestClass.Exit ? 0 : priority switch
    {
        RequestPriority.Urgent => 1,
        RequestPriority.Normal => 2,
        _ => 3,
    };

    sealed class Waiter(PacerLane lane, RequestClass of, long since)
    {
        // Whoever is granted goes on by himself, not under the lock.
        readonly TaskCompletionSource<BudgetAnswer> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly Lock _watching = new();
        CancellationToken _cancelled;
        CancellationTokenRegistration _registration;
        ITimer? _limit;

        public RequestClass Class => of;

        public long Since => since;

        public LinkedListNode<Waiter>? Node { get; set; }

        public Task<BudgetAnswer> Task => _done.Task;

        /// <summary>Waiting ends by itself, too.</summary>
        public void Watch(CancellationToken cancellationToken)
        {
            lock (_watching)
            {
                if (_done.Task.IsCompleted)
                    return;
                _cancelled = cancellationToken;
                _limit = lane._time.CreateTimer(static w => ((Waiter)w!).GiveUp(cancelled: false), this, lane._limits.MaxWait, Timeout.InfiniteTimeSpan);
            }

            var registration = cancellationToken.UnsafeRegister(static w => ((Waiter)w!).GiveUp(cancelled: true), this);
            lock (_watching)
            {
                _registration = registration;
                if (!_done.Task.IsCompleted)
                    return;
            }

            registration.Unregister();
        }

        /// <param name="answer">Null: cancelled.</param>
        public void Complete(BudgetAnswer? answer)
        {
            lock (_watching)
            {
                if (answer is { } given)
                    _done.TrySetResult(given);
                else
                    _done.TrySetCanceled(_cancelled);
                _limit?.Dispose();
                _registration.Unregister();
            }
        }

        void GiveUp(bool cancelled)
        {
            lock (lane._lock)
            {
                if (_done.Task.IsCompleted)
                    return;
                var wait = lane._limits.MaxWait;
                lane.Remove(
                    this,
                    cancelled ? null : new BudgetAnswer(wait, $"The account's budget had no room within {wait.TotalSeconds:0.#} s."),
                    cancelled ? "cancelled" : "refused");
            }
        }
    }
}
