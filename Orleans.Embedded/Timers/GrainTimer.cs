namespace Orleans.Runtime;

/// <summary>The schedule of a grain timer. Each tick is a request to the timer's own activation, so it waits its turn like any call.</summary>
sealed class GrainTimer : IGrainTimer
{
    static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(0xfffffffe);

    readonly Activation _activation;
    readonly Func<CancellationToken, Task> _callback;
    readonly GrainTimerCreationOptions _options;
    readonly CancellationTokenSource _end = new();
    readonly Lock _lock = new();
    readonly ITimer _timer;
    TimeSpan _period;
    (TimeSpan Due, TimeSpan Period)? _changed;
    bool _ticking;
    bool _disposed;

    GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _options = options;
        _period = options.Period;
        using var noFlow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _timer = activation.Silo.Time.CreateTimer(static self => ((GrainTimer)self!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Ended => _end.Token;

    public bool KeepAlive => _options.KeepAlive;

    public bool Interleave => _options.Interleave;

    public static IGrainTimer Register<TState>(IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (state is Delegate or null && state is null && typeof(Delegate).IsAssignableFrom(typeof(TState)))
            throw new ArgumentNullException(nameof(callback));
        Check(options.DueTime, nameof(options.DueTime));
        Check(options.Period, nameof(options.Period));
        var activation = Activation.Of(grain);
        if (!ReferenceEquals(Turn.Activation, activation))
            throw new InvalidOperationException("A grain timer must be registered on a turn of its own grain: from a method of it, not from another thread.");
        var timer = new GrainTimer(activation, token => callback(state, token), options);
        (activation.Extras.Timers ??= new()).TryAdd(timer, true);
        timer.Arm(options.DueTime);
        return timer;
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_ticking)
            {
                _changed = (dueTime, period);
                return;
            }

            _period = period;
        }

        Arm(dueTime);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        _timer.Dispose();
        _end.Cancel();
        _activation.Extras.Timers?.TryRemove(this, out _);
    }

    /// <summary>Runs the callback on the grain's turn.</summary>
    public async Task Tick()
    {
        try
        {
            if (!_disposed)
                await _callback(_end.Token);
        }
        catch (Exception error)
        {
            _activation.Silo.Log.TimerFailed(error, _activation.GrainId);
        }

        TimeSpan due;
        lock (_lock)
        {
            _ticking = false;
            if (_changed is { } changed)
                (due, _period) = changed;
            else
                due = _period;
            _changed = null;
        }

        Arm(due);
    }

    static void Check(TimeSpan time, string name)
    {
        if (time != Timeout.InfiniteTimeSpan && (time < TimeSpan.Zero || time > s_longest))
            throw new ArgumentOutOfRangeException(name, time, "A timer's time must be between zero and 49 days, or infinite.");
    }

    void Arm(TimeSpan due)
    {
        if (due == Timeout.InfiniteTimeSpan || _disposed)
            return;
        if (due == TimeSpan.Zero)
            OnDue();
        else
            _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    void OnDue()
    {
        lock (_lock)
        {
            if (_disposed || _ticking)
                return;
            _ticking = true;
        }

        _activation.Post(new TimerTick(this));
    }
}
