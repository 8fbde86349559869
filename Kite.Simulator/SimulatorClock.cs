using Kite.Simulator.Market;

namespace Kite.Simulator;

/// <summary>
/// The simulated time of day, which a program that talks to the simulator can use as its clock. Timers and timestamps stay real. The clock
/// jumps from 15:30 to 09:15 on the next trading day.
/// </summary>
public sealed class SimulatorClock : TimeProvider
{
    readonly TimeProvider _real;
    long _utcTicks;

    internal SimulatorClock(TimeProvider real, DateTimeOffset now, double speed)
    {
        _real = real;
        Speed = speed;
        Set(now);
    }

    /// <summary>The present simulated instant, at +05:30.</summary>
    public DateTimeOffset Now => GetUtcNow().ToOffset(TradingCalendar.Ist);

    /// <summary>Simulated seconds per second.</summary>
    public double Speed { get; internal set; }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("IST", TradingCalendar.Ist, "IST", "IST");

    /// <inheritdoc/>
    public override long TimestampFrequency => _real.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _utcTicks), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => _real.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _real.CreateTimer(callback, state, dueTime, period);

    internal void Set(DateTimeOffset now) => Volatile.Write(ref _utcTicks, now.UtcTicks);
}
