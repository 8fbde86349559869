using Grains.Interfaces.Accounts;
using Grains.Sessions;
using Kite;
using Microsoft.Extensions.Logging;

namespace Grains.Accounts;

/// <summary>
/// The life of one account's access token. A token that the broker refuses is replaced once for each generation; one that never worked makes
/// the next log-in wait longer; a log-in that the broker refuses is not repeated before the next planned time.
/// </summary>
sealed partial class AccountSession(
    AccountOptions account, ITokenSource source, TokenOptions options, AccountInstruments instruments, SessionClock sessions, TimeProvider time, ILogger logger)
{
    static readonly TimeSpan ExpiringFor = TimeSpan.FromMinutes(5);
    static readonly TimeSpan Stillborn = TimeSpan.FromSeconds(10);
    static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(1);
    static readonly TimeSpan LoginPoll = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan PersonPoll = TimeSpan.FromSeconds(1);

    TokenState state = TokenState.NeedsLogin;
    string? token;
    Task? login;
    int failures;
    TimeSpan notBefore;
    DateTimeOffset? stoppedUntil;
    readonly long origin = time.GetTimestamp();

    public LoginNonce Nonce { get; } = new(time);

    /// <summary>Called after a token was adopted or lost, to store that.</summary>
    public Action? Changed { get; set; }

    public int Generation { get; private set; }

    public string Reason { get; private set; } = "No log-in has been made since the start.";

    public string? UserId { get; private set; }

    public DateTimeOffset? ValidUntil { get; private set; }

    public DateTimeOffset? RefreshedAt { get; private set; }

    /// <summary>Until when the token is provisional; null when it is not, or was seen alive after that time.</summary>
    public DateTimeOffset? ProvisionalUntil { get; private set; }

    public string? Token
    {
        get
        {
            Expire();
            return token;
        }
    }

    public TokenState State
    {
        get
        {
            if (account.IsDisabled)
                return TokenState.Disabled;
            if (account.KeyProblem is not null)
                return TokenState.NeedsKey;
            Expire();
            return state == TokenState.Valid && ValidUntil - time.GetUtcNow() <= ExpiringFor ? TokenState.Expiring : state;
        }
    }

    /// <summary>A sentence when somebody must act before the market opens, or while it is open.</summary>
    public string? Alarm =>
        account.IsDisabled || State is TokenState.Valid or TokenState.Expiring || !TokenDay.IsAlarmTime(time.GetUtcNow(), options, sessions.Calendar) ? null
        : account.KeyProblem is { } problem ? $"Account {account.Id} cannot be used: {problem}"
        : $"Account {account.Id} has no token for today's market: log in at /api/v1/accounts/{account.Id}/login.";

    /// <summary>Until the token dies of old age, or until a log-in that failed may be tried again; null when only a person can do it.</summary>
    public TimeSpan? UntilRenewal => !CanLogIn || Generation == 0 && failures == 0 && stoppedUntil is null ? null
        : token is not null ? Positive(ValidUntil!.Value - time.GetUtcNow())
        : stoppedUntil is { } until ? Positive(until - time.GetUtcNow())
        : Positive(notBefore - Now);

    public bool RenewalDue => UntilRenewal == TimeSpan.Zero;

    /// <summary>How long the token will live on, when that is too short for an order to be sure to arrive before its end; else null.</summary>
    public TimeSpan? Ending => token is not null && ValidUntil - time.GetUtcNow() is { } left && left <= options.LastOrderBefore ? left : null;

    /// <summary>A provisional token is to be asked after now.</summary>
    public bool CheckDue => Token is not null && ProvisionalUntil <= time.GetUtcNow();

    bool CanLogIn => source.Unattended && account.IsUsable;

    TimeSpan Now => time.GetElapsedTime(origin);

    /// <summary>The account's settings are others now. A token belongs to an app: another api_key has none.</summary>
    public void Use(AccountOptions changed)
    {
        var sameApp = changed.ApiKey == account.ApiKey;
        if (ReferenceEquals(changed, account))
            return;
        account = changed;
        (stoppedUntil, failures, notBefore) = (null, 0, TimeSpan.Zero);
        if (!sameApp || !changed.IsUsable)
            Lose(TokenState.NeedsLogin, changed.IsUsable ? "The account has new credentials: log in again." : changed.KeyProblem ?? "The account is switched off.");
    }

    /// <summary>A token of before the restart.</summary>
    public void Restore(string accessToken, string? userId, DateTimeOffset mintedAt, int generation)
    {
        Generation = generation;
        if (TokenDay.DeathOf(mintedAt) <= time.GetUtcNow() || mintedAt > time.GetUtcNow())
            return;
        Take(accessToken, userId, mintedAt);
        LogRestored(account.Id, Generation);
    }

    /// <summary>Waits for a session where the source needs no person; many callers share one log-in.</summary>
    public Task Ensure(CancellationToken cancellationToken)
    {
        if (Token is null)
            Begin(cancellationToken);
        return login ?? Task.CompletedTask;
    }

    /// <summary>Starts a log-in where that is possible and due; says when to look again.</summary>
    public TimeSpan Begin(CancellationToken cancellationToken)
    {
        if (!CanLogIn)
            return PersonPoll;
        if (login is not null)
            return LoginPoll;
        if (stoppedUntil is { } until && until > time.GetUtcNow())
            return PersonPoll;
        if (notBefore > Now)
            return notBefore - Now;
        var attempt = LogIn(cancellationToken);
        if (!attempt.IsCompleted)
            login = attempt;
        return LoginPoll;
    }

    /// <summary>The broker refused the token of this generation. Of many who report it the first counts.</summary>
    public void Reject(int generation, string message, CancellationToken cancellationToken)
    {
        if (generation != Generation || token is null)
            return;
        instruments.OnTokenRejected(account.Id);
        LogTokenRejected(account.Id, generation, message);
        var mintedAt = RefreshedAt;
        Lose(TokenState.Rejected, $"The broker refused the access token: {message}");
        if (time.GetUtcNow() - mintedAt < Stillborn)
            BackOff();
        Begin(cancellationToken);
    }

    /// <summary>The broker took the token of this generation after the hour until which it was provisional.</summary>
    public void Confirm(int generation)
    {
        if (generation == Generation)
            ProvisionalUntil = null;
    }

    public LoginReply Adopt(Outcome<KiteSession> outcome)
    {
        if (outcome.Value is not { } granted)
            return Refuse($"The log-in failed: {outcome.Message}");
        if (account.UserId is { Length: > 0 } expected && expected != granted.UserId)
            return Refuse($"The log-in was made as {granted.UserId}, and account {account.Id} belongs to {expected}: log in as {expected}.");
        if (!account.IsUsable)
            return Refuse($"Account {account.Id} is switched off or waits for its master key: enable it first.");
        Generation++;
        Take(granted.AccessToken, granted.UserId, time.GetUtcNow());
        instruments.OnLogin(account.Id, true);
        LogLoggedIn(account.Id, Generation);
        Changed?.Invoke();
        return new LoginReply(true, $"Account {account.Id} is logged in until {ValidUntil:yyyy-MM-dd HH:mm} IST.");
    }

    void Take(string accessToken, string? userId, DateTimeOffset mintedAt)
    {
        token = accessToken;
        state = TokenState.Valid;
        UserId = userId;
        RefreshedAt = mintedAt;
        ValidUntil = TokenDay.DeathOf(mintedAt);
        ProvisionalUntil = TokenDay.ProvisionalUntil(mintedAt, options);
        stoppedUntil = null;
        Reason = "";
    }

    async Task LogIn(CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await source.LogIn(account, cancellationToken);
            if (Adopt(outcome).Done)
                return;
            if (outcome.Kind is OutcomeKind.Rejected or OutcomeKind.Accepted)
                Stop();
            else
                BackOff();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The grain is being deactivated; its successor logs in.
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Whatever a token source throws, the account says so and tries again.
            Refuse($"The log-in failed: {fault.Message}");
            BackOff();
        }
        finally
        {
            login = null;
        }
    }

    LoginReply Refuse(string why)
    {
        Reason = why;
        instruments.OnLogin(account.Id, false);
        LogLoginFailed(account.Id, why);
        return new LoginReply(false, why);
    }

    /// <summary>The broker refused the credentials, or knows them as somebody else's: asking again would change nothing, and may lock the user out.</summary>
    void Stop()
    {
        stoppedUntil = TokenDay.NextRenewal(time.GetUtcNow(), options);
        state = TokenState.Rejected;
        LogStopped(account.Id, stoppedUntil.Value);
    }

    void BackOff()
    {
        notBefore = Now + TimeSpan.FromTicks(Math.Min(LongestBackOff.Ticks, FirstBackOff.Ticks << failures));
        failures = Math.Min(failures + 1, 12);
    }

    void Expire()
    {
        if (token is null)
            return;
        if (failures > 0 && time.GetUtcNow() - RefreshedAt >= Stillborn)
            failures = 0;
        if (time.GetUtcNow() >= ValidUntil)
            Lose(TokenState.NeedsLogin, $"The access token ended at 0{TokenDay.DeathHour}:00 IST.");
    }

    void Lose(TokenState next, string why)
    {
        (token, state, Reason, ProvisionalUntil) = (null, next, why, null);
        Changed?.Invoke();
    }

    static TimeSpan Positive(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
}
