using Orleans.Concurrency;

namespace Grains.Interfaces.Sessions;

/// <summary>The trading session of one exchange (<c>NSE</c>, <c>NFO</c>, <c>BSE</c>, <c>BFO</c>). Key: <see cref="GrainKeys.Session"/>.</summary>
[Alias("ticker.ISessionGrain")]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Where the exchange's day stands now, by the exchange's own clock. Null: the calendar does not have this exchange.</summary>
    [ReadOnly, Alias("Get")]
    Task<SessionView?> Get();
}

/// <summary>What an exchange does at one time.</summary>
/// <param name="At">IST; null while a simulated market has not told its time.</param>
/// <param name="Until">IST; when the next phase begins.</param>
/// <param name="Note">The holiday, or the occasion of a special session.</param>
/// <param name="Covered">False: the calendar ends before this day, and only weekends are known to be closed.</param>
/// <param name="CoveredUntil">The last day whose holidays the calendar has.</param>
/// <param name="Mode"><c>live</c> or <c>simulated</c>.</param>
[GenerateSerializer, Immutable, Alias("ticker.SessionView")]
public sealed record SessionView(
    [property: Id(0)] string Exchange,
    [property: Id(1)] SessionPhase Phase,
    [property: Id(2)] DateTimeOffset? At,
    [property: Id(3)] DateTimeOffset? Until,
    [property: Id(4)] string? Note,
    [property: Id(5)] bool Covered,
    [property: Id(6)] DateOnly CoveredUntil,
    [property: Id(7)] string Mode);

/// <summary>The parts of an exchange's day.</summary>
[GenerateSerializer, Alias("ticker.SessionPhase")]
public enum SessionPhase : byte
{
    /// <summary>Nothing trades.</summary>
    Closed,

    /// <summary>Orders are collected for the opening auction.</summary>
    PreOpen,

    /// <summary>Continuous trading.</summary>
    Open,

    /// <summary>Trading has ended; the exchange works out closing prices and takes corrections of trades.</summary>
    Settling,
}
