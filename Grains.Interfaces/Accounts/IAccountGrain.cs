using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Grains.Interfaces.Accounts;

/// <summary>
/// One broker account: the owner of its access token, of its request budgets and of the one reading of its order book. Key: <see cref="GrainKeys.Account"/>.
/// </summary>
[Alias("ticker.IAccountGrain")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>A session for reads and for the ticker, logging in when the token source can do that alone.</summary>
    [Alias("GetSession")]
    Task<SessionReply> GetSession();

    /// <summary>Room for one request of this kind, and the token to make it with. Never waits: it grants, or says when to come back.</summary>
    [Alias("AcquirePermit")]
    Task<Permit> AcquirePermit(RequestKind kind);

    /// <summary>A broker answer said the token of this generation is dead. Repeats of the same generation do nothing.</summary>
    [Alias("ReportTokenRejected")]
    Task ReportTokenRejected(int generation, string message);

    /// <summary>Something happened to an order of this account (push, postback, reconnect, a send that ended unknown): read the order book soon.</summary>
    [OneWay, Alias("RequestReconcile")]
    Task RequestReconcile(string reason);

    /// <summary>Where a person logs in; the nonce in it is checked by <see cref="CompleteLogin"/>.</summary>
    [Alias("BeginLogin")]
    Task<string> BeginLogin();

    /// <summary>Exchanges the request token of the redirect for a session. The user id of the answer must be the configured one.</summary>
    [Alias("CompleteLogin")]
    Task<LoginReply> CompleteLogin(string requestToken, string nonce);

    [AlwaysInterleave, Alias("GetStatus")]
    Task<AccountStatus> GetStatus();

    /// <summary>How a call that a permit was given for ended, for the circuit breaker: <paramref name="failure"/> is null when the broker answered.</summary>
    [OneWay, Alias("ReportCall")]
    Task ReportCall(RequestKind kind, string? failure);

    /// <summary>A permit was not used after all: nothing was sent.</summary>
    [OneWay, Alias("ReturnPermit")]
    Task ReturnPermit(RequestKind kind);

    /// <summary>The ticker refused the token of this generation. True: the token is alive all the same, so the account has no market data.</summary>
    [Alias("CheckTickerRefusal")]
    Task<bool> CheckTickerRefusal(int generation);

    /// <summary>The account's settings have changed: credentials, enabled, removed.</summary>
    [Alias("Reload")]
    Task Reload();

    /// <summary>Wraps what is stored of the token under the master key in use. False: nothing is stored.</summary>
    [Alias("Rewrap")]
    Task<bool> Rewrap();
}

/// <summary>Endpoint classes that have a budget of their own.</summary>
[GenerateSerializer, Alias("ticker.RequestKind")]
public enum RequestKind : byte
{
    /// <summary>A new or changed order: 10 a second, 400 a minute, 5,000 a day.</summary>
    Order,

    /// <summary>A cancel or an exit: the same budget, with a reserve kept for it.</summary>
    Exit,

    /// <summary>Quotes: 1 a second.</summary>
    Quote,

    /// <summary>Candles: 3 a second.</summary>
    Historical,

    /// <summary>Everything else: 10 a second.</summary>
    Other,
}

/// <summary>Where an account's token stands.</summary>
[GenerateSerializer, Alias("ticker.TokenState")]
public enum TokenState : byte
{
    NeedsLogin,
    Valid,
    Expiring,

    /// <summary>The broker refused the token or the log-in: nothing is tried again before the next planned time or a person's log-in.</summary>
    Rejected,

    /// <summary>The master key that opens the account's credentials is missing.</summary>
    NeedsKey,

    /// <summary>An operator switched the account off.</summary>
    Disabled,
}

/// <summary>Where a circuit breaker stands.</summary>
[GenerateSerializer, Alias("ticker.BreakerState")]
public enum BreakerState : byte
{
    Closed,

    /// <summary>One request is let through to find out.</summary>
    HalfOpen,

    Open,
}

/// <summary>The circuit breaker of one class of requests.</summary>
[GenerateSerializer, Immutable, Alias("ticker.BreakerView")]
public sealed record BreakerView(
    [property: Id(0)] RequestKind Class,
    [property: Id(1)] BreakerState State,
    [property: Id(2)] DateTimeOffset? OpenUntil,
    [property: Id(3)] string Reason);

/// <summary>A session, or why there is none.</summary>
[GenerateSerializer, Immutable, Alias("ticker.SessionReply")]
public sealed record SessionReply(
    [property: Id(0)] TokenState State,
    [property: Id(1)] string? AccessToken,
    [property: Id(2)] int Generation,
    [property: Id(3)] string Reason)
{
    /// <summary>Never the token.</summary>
    public override string ToString() => $"session {State} generation {Generation}";
}

/// <summary>Leave to make one request, or how long to wait and why.</summary>
[GenerateSerializer, Immutable, Alias("ticker.Permit")]
public sealed record Permit(
    [property: Id(0)] bool Granted,
    [property: Id(1)] string? AccessToken,
    [property: Id(2)] int Generation,
    [property: Id(3)] TimeSpan RetryAfter,
    [property: Id(4)] string Reason,
    [property: Id(5)] TokenState State,
    [property: Id(6)] bool IsBlocked = false)
{
    /// <summary>Never the token. A blocked one was refused by the circuit breaker: waiting within a request is of no use.</summary>
    public override string ToString() => Granted ? $"granted, generation {Generation}" : $"refused for {RetryAfter}: {Reason}";
}

/// <summary>How a log-in ended.</summary>
[GenerateSerializer, Immutable, Alias("ticker.LoginReply")]
public sealed record LoginReply([property: Id(0)] bool Done, [property: Id(1)] string Message);

/// <summary>An account as operators see it: no secrets.</summary>
[GenerateSerializer, Immutable, Alias("ticker.AccountStatus")]
public sealed record AccountStatus(
    [property: Id(0)] string Account,
    [property: Id(1)] string Broker,
    [property: Id(2)] string? UserId,
    [property: Id(3)] TokenState State,
    [property: Id(4)] DateTimeOffset? ValidUntil,
    [property: Id(5)] DateTimeOffset? TokenRefreshedAt,
    [property: Id(6)] string Reason,
    [property: Id(7)] DateTimeOffset? LastReconciledAt)
{
    /// <summary>Minted between 06:00 and 07:45 IST: the broker may end it before 07:45.</summary>
    [Id(8)] public bool Provisional { get; init; }

    /// <summary>Orders and data go to this account where none is named.</summary>
    [Id(9)] public bool Primary { get; init; }

    /// <summary>Set when somebody must act before the market opens.</summary>
    [Id(10)] public string? Alarm { get; init; }

    [Id(11)] public ImmutableArray<BreakerView> Breakers { get; init; } = [];

    /// <summary><c>healthy</c>, <c>degraded</c> or <c>down</c>.</summary>
    [Id(12)] public string Health { get; init; } = "healthy";

    /// <summary>Why it is not healthy, a sentence each.</summary>
    [Id(13)] public ImmutableArray<string> Reasons { get; init; } = [];

    /// <summary>The local address that its requests leave through; null: the machine's choice.</summary>
    [Id(14)] public string? LocalAddress { get; init; }

    /// <summary><c>settings</c> or <c>api</c>: where its credentials come from.</summary>
    [Id(15)] public string Origin { get; init; } = "settings";

    /// <summary>Seconds: the broker's clock minus this machine's, as far as the broker's answers prove it. Null before the first answer.</summary>
    [Id(16)] public double? ClockOffset { get; init; }

    /// <summary>Set when that is more than 2 s: times that are shown, and the end of a token, are off by as much.</summary>
    [Id(17)] public string? ClockAlarm { get; init; }
}
