namespace Kite.Simulator.Tests.Support;

/// <summary>
/// A clock that stands still until it is advanced. One-shot timers fire when their time comes; periodic ones do so only on request: the
/// simulator's never do, so that the test alone turns the world.
/// </summary>
internal sealed class ManualTime(bool periodic = false) : TimeProvider
{
    readonly Lock _gate = new();
    readonly bool _periodic = periodic;
    readonly List<Timer> _timers = [];
    DateTimeOffset _now = new(2026, 1, 5, 4, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        List<Timer> due;
        lock (_gate)
        {
            _now += by;
            due = _timers.Where(t => t.Due <= _now).ToList();
            _timers.RemoveAll(due.Contains);
            _timers.AddRange(due.Where(t => t.Again(_now)));
        }

        due.ForEach(static t => t.Fire());
    }

    sealed class Timer(ManualTime time, Action fire) : ITimer
    {
        TimeSpan? _period;

        public DateTimeOffset Due { get; private set; }

        public void Fire() => fire();

        /// <summary>Sets the next firing of a periodic timer; false for one that is done.</summary>
        public bool Again(DateTimeOffset now)
        {
            if (_period is not { } period)
                return false;
            Due = now + period;
            return true;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                var repeats = period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero;
                if (dueTime == Timeout.InfiniteTimeSpan || (repeats && !time._periodic))
                    return true;
                Due = time._now + dueTime;
                _period = repeats ? period : null;
                time._timers.Add(this);
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
