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
    Rejected,
}

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
    [property: Id(5)] TokenState State)
{
    /// <summary>Never the token.</summary>
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
    [property: Id(7)] DateTimeOffset? LastReconciledAt);
