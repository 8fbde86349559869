using Grains.Interfaces.Accounts;
using Grains.Orders;
using Kite;
using Microsoft.Extensions.Logging;

namespace Grains.Accounts;

/// <summary>
/// The life of one account's access token, in memory only. A token that the broker refuses is replaced once for each generation; one that
/// never worked makes the next log-in wait longer.
/// </summary>
sealed partial class AccountSession(AccountOptions account, ITokenSource source, AccountInstruments instruments, TimeProvider time, ILogger logger)
{
    /// <summary>Kite's tokens die at this hour in India.</summary>
    public const int DeathHour = 6;

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
    readonly long origin = time.GetTimestamp();

    public LoginNonce Nonce { get; } = new(time);

    public int Generation { get; private set; }

    public string Reason { get; private set; } = "No log-in has been made since the start.";

    public string? UserId { get; private set; }

    public DateTimeOffset? ValidUntil { get; private set; }

    public DateTimeOffset? RefreshedAt { get; private set; }

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
            Expire();
            return state == TokenState.Valid && ValidUntil - time.GetUtcNow() <= ExpiringFor ? TokenState.Expiring : state;
        }
    }

    /// <summary>Until the token dies of old age, or until a log-in that failed may be tried again; null when only a person can do it.</summary>
    public TimeSpan? UntilRenewal => !source.Unattended || Generation == 0 && failures == 0 ? null
        : token is null ? Positive(notBefore - Now)
        : Positive(ValidUntil!.Value - time.GetUtcNow());

    public bool RenewalDue => UntilRenewal == TimeSpan.Zero;

    TimeSpan Now => time.GetElapsedTime(origin);

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
        if (!source.Unattended)
            return PersonPoll;
        if (login is not null)
            return LoginPoll;
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
        token = null;
        state = TokenState.Rejected;
        Reason = $"The broker refused the access token: {message}";
        if (time.GetUtcNow() - RefreshedAt < Stillborn)
            BackOff();
        Begin(cancellationToken);
    }

    public LoginReply Adopt(Outcome<KiteSession> outcome)
    {
        if (outcome.Value is not { } granted)
            return Refuse($"The log-in failed: {outcome.Message}");
        if (account.UserId is { Length: > 0 } expected && expected != granted.UserId)
            return Refuse($"The log-in was made as {granted.UserId}, and account {account.Id} belongs to {expected}: log in as {expected}.");
        token = granted.AccessToken;
        state = TokenState.Valid;
        Generation++;
        UserId = granted.UserId;
        RefreshedAt = time.GetUtcNow();
        ValidUntil = TradingDay.Next(RefreshedAt.Value, DeathHour);
        Reason = "";
        instruments.OnLogin(account.Id, true);
        LogLoggedIn(account.Id, Generation);
        return new LoginReply(true, $"Account {account.Id} is logged in until {ValidUntil:yyyy-MM-dd HH:mm} IST.");
    }

    async Task LogIn(CancellationToken cancellationToken)
    {
        try
        {
            var reply = Adopt(await source.LogIn(account, cancellationToken));
            if (!reply.Done)
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
        if (time.GetUtcNow() < ValidUntil)
            return;
        token = null;
        state = TokenState.NeedsLogin;
        Reason = $"The access token ended at 0{DeathHour}:00 IST.";
    }

    static TimeSpan Positive(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
}
