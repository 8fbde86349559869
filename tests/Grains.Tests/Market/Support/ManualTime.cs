namespace Grains.Tests.Market.Support;

/// <summary>A clock that stands still until <see cref="Advance"/>; timers that fall due on the way fire in order, at their own time.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    readonly Lock gate = new();
    readonly List<Entry> timers = [];
    readonly List<(TimeSpan Due, TaskCompletionSource Signal)> waiting = [];
    DateTimeOffset now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Entry(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Completes when a timer is next set to fall due this far ahead: a grain timer does so when its callback has ended.</summary>
    public Task NextArmed(TimeSpan due)
    {
        lock (gate)
        {
            var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((due, signal));
            return signal.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    public void Advance(TimeSpan time)
    {
        var end = GetUtcNow() + time;
        while (Next(end) is { } due)
            due.Fire();
    }

    Entry? Next(DateTimeOffset end)
    {
        lock (gate)
        {
            var next = timers.Where(t => t.Due <= end).MinBy(t => t.Due);
            if (next is null)
            {
                now = end;
                return null;
            }

            now = next.Due > now ? next.Due : now;
            if (next.Period <= TimeSpan.Zero)
                timers.Remove(next);
            else
                next.Due += next.Period;
            return next;
        }
    }

    sealed class Entry(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
                Period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = time.now + dueTime;
                time.timers.Add(this);
                foreach (var (_, signal) in time.waiting.Where(w => w.Due == dueTime))
                    signal.TrySetResult();
                time.waiting.RemoveAll(w => w.Due == dueTime);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time.gate)
                time.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
