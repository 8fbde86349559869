using System.Threading.Channels;

namespace Kite.Tests.Fakes;

/// <summary>A clock that moves when told, and tells which timers were set.</summary>
sealed class FakeTime : TimeProvider
{
    readonly Lock _lock = new();
    readonly List<FakeTimer> _timers = [];
    readonly Channel<TimeSpan> _set = Channel.CreateBounded<TimeSpan>(100_000);
    DateTimeOffset _now = new(2025, 11, 11, 3, 45, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Advanced by this much, the clock fires one timer.</summary>
    public TimeSpan UntilNextTimer
    {
        get
        {
            lock (_lock)
                return _timers.Where(t => t.Due is not null).Min(t => t.Due!.Value) - _now;
        }
    }

    /// <summary>The due time of the next timer that fits; earlier ones are passed over.</summary>
    public async Task<TimeSpan> TimerAsync(Func<TimeSpan, bool> fits)
    {
        while (true)
        {
            var due = await _set.Reader.ReadAsync().AsTask().Soon();
            if (fits(due))
                return due;
        }
    }

    public void Advance(TimeSpan by)
    {
        var target = GetUtcNow() + by;
        while (true)
        {
            FakeTimer? next;
            lock (_lock)
            {
                next = _timers.Where(t => t.Due <= target).MinBy(t => t.Due);
                _now = next?.Due ?? target;
                next?.Step();
            }

            if (next is null)
                return;
            next.Fire();
        }
    }

    sealed class FakeTimer(FakeTime time, Action fire) : ITimer
    {
        TimeSpan _period;

        public DateTimeOffset? Due { get; private set; }

        public void Fire() => fire();

        public void Step() => Due = _period > TimeSpan.Zero ? Due + _period : null;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                _period = period;
                Due = dueTime < TimeSpan.Zero ? null : time._now + dueTime;
                time._timers.Remove(this);
                if (Due is not null)
                    time._timers.Add(this);
            }

            if (dueTime >= TimeSpan.Zero)
                time._set.Writer.TryWrite(dueTime);
            return true;
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
