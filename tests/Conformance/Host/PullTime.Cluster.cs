namespace Conformance.Host;

/// <summary>
/// The test's clock for grains. The agents that pull stream queues have grain timers too, and would stand still with it: a timer that is due within their period
/// (in these tests: at once) goes by the machine's clock.
/// </summary>
sealed class PullTime(TimeProvider test) : TimeProvider
{
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(5);

    public override long TimestampFrequency => test.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => test.GetUtcNow();

    public override long GetTimestamp() => test.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Either(
            test.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan),
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        timer.Change(dueTime, period);
        return timer;
    }

    sealed class Either(ITimer test, ITimer machine) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isPull = dueTime >= TimeSpan.Zero && dueTime <= Period;
            var (used, other) = isPull ? (machine, test) : (test, machine);
            other.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return used.Change(dueTime, period);
        }

        public void Dispose()
        {
            test.Dispose();
            machine.Dispose();
        }

        public async ValueTask DisposeAsync()
        {
            await test.DisposeAsync();
            await machine.DisposeAsync();
        }
    }
}
