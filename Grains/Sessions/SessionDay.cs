using Grains.Interfaces.Sessions;

namespace Grains.Sessions;

/// <summary>One day of one exchange, IST. Without a pre-open session <see cref="PreOpen"/> is <see cref="Open"/>; without a settling time <see cref="Settled"/> is <see cref="Close"/>.</summary>
public sealed record SessionDay(DateOnly Day, TimeOnly PreOpen, TimeOnly Open, TimeOnly Close, TimeOnly Settled, string? Note, bool Covered)
{
    public bool IsTrading => Close > Open;

    internal static SessionDay Shut(DateOnly day, string? note, bool covered) => new(day, default, default, default, default, note, covered);

    /// <summary>The phase at a time of this day and when it ends; null when nothing follows on this day.</summary>
    internal (SessionPhase Phase, TimeOnly Until)? Next(TimeOnly time) =>
        !IsTrading ? null
        : time < PreOpen ? (SessionPhase.Closed, PreOpen)
        : time < Open ? (SessionPhase.PreOpen, Open)
        : time < Close ? (SessionPhase.Open, Close)
        : time < Settled ? (SessionPhase.Settling, Settled)
        : null;
}

/// <summary>The phase at an instant; <paramref name="Until"/> is when the next one begins, IST.</summary>
public readonly record struct SessionState(SessionPhase Phase, DateTimeOffset? Until, string? Note, bool Covered)
{
    /// <summary>Prices may come: trading, or the auction before it.</summary>
    public bool IsInSession => Phase is SessionPhase.PreOpen or SessionPhase.Open;
}
