namespace Conformance.Support;

/// <summary>A clock that stands still until <see cref="Advance"/>; timers that fall due on the way fire in order, at their own time.</summary>
public sealed class FakeTime : TimeProvider
{
    readonly Lock _lock = new();
    readonly List<Entry> _timers = [];
    readonly List<(TimeSpan Due, TaskCompletionSource Source)> _waiters = [];
    DateTimeOffset _now = new(2026, 1, 5, 3, 45, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Entry(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Completes when a timer with this due time is set; ask before it is.</summary>
    public Task TimerSet(TimeSpan due)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _waiters.Add((due, source));
        return source.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>Does something that sets a timer with this due time, and waits until it is set: a host may do that after it has answered.</summary>
    public async Task UntilTimerSet(TimeSpan due, Func<Task> action)
    {
        var set = TimerSet(due);
        await action();
        await set;
    }

    public void Advance(TimeSpan time)
    {
        var end = GetUtcNow() + time;
        while (true)
        {
            Entry? next;
            lock (_lock)
            {
                next = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
                if (next is null)
                {
                    _now = end;
                    return;
                }

                _now = next.Due > _now ? next.Due : _now;
                if (next.Period == Timeout.InfiniteTimeSpan || next.Period == TimeSpan.Zero)
                    _timers.Remove(next);
                else
                    next.Due += next.Period;
            }

            next.Fire();
        }
    }

    sealed class Entry(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                Period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = time._now + dueTime;
                time._timers.Add(this);
                foreach (var waiter in time._waiters.FindAll(w => w.Due == dueTime))
                {
                    waiter.Source.TrySetResult();
                    time._waiters.Remove(waiter);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (time._lock)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
