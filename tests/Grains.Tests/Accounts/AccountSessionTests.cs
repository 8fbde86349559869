using Grains.Accounts;
using Grains.Interfaces.Accounts;
using Grains.Sessions;
using Grains.Tests.Support;
using Kite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grains.Tests.Accounts;

public sealed class AccountSessionTests : IDisposable
{
    readonly FakeTime time = new();
    readonly TestMeters meters = new();
    readonly Source source = new();
    readonly AccountOptions account = new() { UserId = "XX0001" };
    readonly SessionClock sessions;
    AccountSession session;

    public AccountSessionTests()
    {
        sessions = new SessionClock(new MarketClock(time, new AccountRegistry([account])), SessionCalendar.Load());
        session = Session(source);
    }

    public void Dispose() => meters.Dispose();

    [Fact]
    public async Task Many_callers_share_one_login()
    {
        var gate = source.Hold();
        var waiting = Enumerable.Range(0, 10).Select(_ => session.Ensure(default)).ToArray();
        gate.SetResult();
        await Task.WhenAll(waiting);
        Assert.Equal((1, 1, TokenState.Valid), (source.Logins, session.Generation, session.State));
    }

    [Fact]
    public async Task A_token_lives_until_six_in_the_morning_and_is_expiring_before()
    {
        await session.Ensure(default);
        Assert.Equal(new DateTimeOffset(2025, 11, 22, 6, 0, 0, TimeSpan.FromHours(5.5)), session.ValidUntil);
        Assert.Equal(TimeSpan.FromHours(18), session.UntilRenewal);
        time.Set(session.ValidUntil!.Value - TimeSpan.FromMinutes(5));
        Assert.Equal(TokenState.Expiring, session.State);
        Assert.NotNull(session.Token);
        time.Set(session.ValidUntil!.Value);
        Assert.Equal((TokenState.NeedsLogin, null), (session.State, session.Token));
        Assert.Contains("06:00", session.Reason, StringComparison.Ordinal);
        Assert.True(session.RenewalDue);
        await session.Ensure(default);
        Assert.Equal((TokenState.Valid, 2), (session.State, session.Generation));
    }

    [Fact]
    public async Task Whatever_a_token_source_throws_is_said_and_tried_again_later()
    {
        session = Session(new Faulty());
        await session.Ensure(default);
        Assert.Contains("the page has changed", session.Reason, StringComparison.Ordinal);
        Assert.Equal((TokenState.NeedsLogin, null), (session.State, session.Token));
        Assert.True(session.Begin(default) > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once_for_its_generation()
    {
        await session.Ensure(default);
        time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 20; i++)
            session.Reject(1, "dead", default);
        Assert.Equal((2, 2, "token 2"), (source.Logins, session.Generation, session.Token));
    }

    [Fact]
    public async Task A_broker_that_refuses_every_token_is_asked_less_and_less()
    {
        await session.Ensure(default);
        for (var i = 0; i < 1000; i++)
        {
            session.Reject(session.Generation, "dead", default);
            session.Begin(default);
            time.Advance(TimeSpan.FromMilliseconds(100));
        }
        Assert.InRange(source.Logins, 5, 15);
        Assert.Equal(TokenState.Rejected, session.State);
    }

    [Fact]
    public async Task A_login_that_fails_is_tried_again_later()
    {
        source.Answer = Outcome<KiteSession>.NotExecuted("The page is down.");
        await session.Ensure(default);
        Assert.Equal((null, TokenState.NeedsLogin), (session.Token, session.State));
        Assert.Contains("The page is down.", session.Reason, StringComparison.Ordinal);
        Assert.True(session.Begin(default) > TimeSpan.FromMilliseconds(200));
        Assert.Equal(1, source.Logins);
        source.Answer = null;
        time.Advance(session.UntilRenewal!.Value);
        Assert.True(session.RenewalDue);
        await session.Ensure(default);
        Assert.NotNull(session.Token);
    }

    [Fact]
    public async Task Somebody_elses_login_is_refused()
    {
        source.User = "ZZ9999";
        await session.Ensure(default);
        Assert.Null(session.Token);
        Assert.Contains("ZZ9999", session.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_is_cancelled_leaves_no_trace()
    {
        using var stop = new CancellationTokenSource();
        source.Hold();
        var waiting = session.Ensure(stop.Token);
        await stop.CancelAsync();
        await waiting;
        Assert.Null(session.Token);
    }

    [Fact]
    public async Task Without_a_person_a_real_broker_stays_without_a_token()
    {
        var real = Session(new NoTokenSource());
        await real.Ensure(default);
        Assert.Equal((null, TokenState.NeedsLogin, null), (real.Token, real.State, real.UntilRenewal));
        Assert.True(real.Begin(default) > TimeSpan.Zero);
        var outcome = await new NoTokenSource().LogIn(account, default);
        Assert.Contains("/login", outcome.Message, StringComparison.Ordinal);
        Assert.True(real.Adopt(Outcome<KiteSession>.Accepted(new KiteSession("XX0001", "k", "t", "p", default))).Done);
        Assert.Equal("t", real.Token);
        Assert.Null(real.UntilRenewal);
    }

    [Fact]
    public void A_nonce_is_good_once_and_for_ten_minutes()
    {
        var first = session.Nonce.Begin();
        Assert.False(session.Nonce.Take("other"));
        Assert.True(session.Nonce.Take(first));
        Assert.False(session.Nonce.Take(first));
        var late = session.Nonce.Begin();
        time.Advance(LoginNonce.Life + TimeSpan.FromSeconds(1));
        Assert.False(session.Nonce.Take(late));
        var replaced = session.Nonce.Begin();
        Assert.NotEqual(replaced, session.Nonce.Begin());
        Assert.False(session.Nonce.Take(replaced));
    }

    [Fact]
    public async Task A_login_that_the_broker_refuses_is_not_repeated_before_the_next_planned_time()
    {
        source.Answer = Outcome<KiteSession>.Rejected(RejectionKind.Token, "Invalid credentials");
        await session.Ensure(default);
        for (var i = 0; i < 1000; i++)
        {
            session.Begin(default);
            time.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Equal((1, TokenState.Rejected), (source.Logins, session.State));
        Assert.False(session.RenewalDue);
        time.Set(new DateTimeOffset(2025, 11, 22, 7, 45, 0, TimeSpan.FromHours(5.5)));
        Assert.True(session.RenewalDue);
        source.Answer = null;
        await session.Ensure(default);
        Assert.Equal((2, TokenState.Valid), (source.Logins, session.State));
    }

    [Fact]
    public async Task A_token_of_the_early_morning_is_provisional_until_it_was_asked_after()
    {
        time.Set(new DateTimeOffset(2025, 11, 24, 6, 0, 0, TimeSpan.FromHours(5.5)));
        await session.Ensure(default);
        Assert.Equal(new DateTimeOffset(2025, 11, 24, 7, 45, 0, TimeSpan.FromHours(5.5)), session.ProvisionalUntil);
        Assert.False(session.CheckDue);
        time.Set(session.ProvisionalUntil!.Value);
        Assert.True(session.CheckDue);
        session.Confirm(session.Generation);
        Assert.Equal((false, null, TokenState.Valid), (session.CheckDue, session.ProvisionalUntil, session.State));
    }

    [Fact]
    public async Task In_its_last_five_seconds_a_token_is_too_old_for_an_order()
    {
        await session.Ensure(default);
        time.Set(session.ValidUntil!.Value - TimeSpan.FromSeconds(5.001));
        Assert.Null(session.Ending);
        time.Set(session.ValidUntil!.Value - TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(5), session.Ending);
        Assert.NotNull(session.Token);
    }

    [Fact]
    public async Task A_token_of_the_day_is_not_provisional()
    {
        time.Set(new DateTimeOffset(2025, 11, 24, 7, 45, 0, TimeSpan.FromHours(5.5)));
        await session.Ensure(default);
        Assert.Null(session.ProvisionalUntil);
    }

    [Theory]
    [InlineData("2025-11-24 08:29:59", false)]
    [InlineData("2025-11-24 08:30:00", true)]
    [InlineData("2025-11-24 15:29:59", true)]
    [InlineData("2025-11-24 15:30:00", false)]
    [InlineData("2025-11-22 12:00:00", false)]
    [InlineData("2025-12-25 12:00:00", false)]
    [InlineData("2026-02-01 12:00:00", true)]
    public void Without_a_token_the_alarm_is_on_from_half_past_eight_to_the_close_of_a_trading_day(string at, bool alarm)
    {
        var real = Session(new NoTokenSource());
        time.Set(new DateTimeOffset(DateTime.Parse(at, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(5.5)));
        Assert.Equal(alarm, real.Alarm is not null);
        Assert.True(real.Adopt(Outcome<KiteSession>.Accepted(new KiteSession("XX0001", "k", "t", "p", default))).Done);
        Assert.Null(real.Alarm);
    }

    [Fact]
    public async Task A_stored_token_goes_on_after_a_restart_and_an_old_one_does_not()
    {
        session.Restore("stored", "XX0001", time.GetUtcNow() - TimeSpan.FromHours(2), 7);
        Assert.Equal(("stored", 7, TokenState.Valid, 0), (session.Token, session.Generation, session.State, source.Logins));
        session = Session(source);
        session.Restore("stored", "XX0001", time.GetUtcNow() - TimeSpan.FromHours(7), 7);
        Assert.Null(session.Token);
        Assert.True(session.RenewalDue);
        await session.Ensure(default);
        Assert.Equal(8, session.Generation);
    }

    [Fact]
    public async Task An_account_that_is_switched_off_or_waits_for_its_key_has_no_token_and_does_not_log_in()
    {
        await session.Ensure(default);
        session.Use(new AccountOptions { UserId = "XX0001", IsDisabled = true });
        await session.Ensure(default);
        Assert.Equal((null, TokenState.Disabled, 1), (session.Token, session.State, source.Logins));
        session.Use(new AccountOptions { UserId = "XX0001", KeyProblem = "gone" });
        await session.Ensure(default);
        Assert.Equal((null, TokenState.NeedsKey, 1), (session.Token, session.State, source.Logins));
        Assert.False(session.Adopt(Outcome<KiteSession>.Accepted(new KiteSession("XX0001", "k", "t", "p", default))).Done);
        session.Use(new AccountOptions { UserId = "XX0001" });
        await session.Ensure(default);
        Assert.Equal((TokenState.Valid, 2), (session.State, source.Logins));
    }

    [Fact]
    public async Task A_new_secret_keeps_the_token_and_a_new_key_does_not()
    {
        await session.Ensure(default);
        session.Use(new AccountOptions { UserId = "XX0001", ApiSecret = "new" });
        Assert.Equal("token 1", session.Token);
        session.Use(new AccountOptions { UserId = "XX0001", ApiKey = "new" });
        Assert.Null(session.Token);
    }

    AccountSession Session(ITokenSource from) => new(account, from, new TokenOptions(), new AccountInstruments(meters, time), sessions, time, NullLogger.Instance);

    sealed class Faulty : ITokenSource
    {
        public bool Unattended => true;

        public Task<Outcome<KiteSession>> LogIn(AccountOptions account, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("the page has changed");
    }

    sealed class Source : ITokenSource
    {
        TaskCompletionSource? gate;

        public int Logins { get; private set; }

        public string User { get; set; } = "XX0001";

        public Outcome<KiteSession>? Answer { get; set; }

        public bool Unattended => true;

        public TaskCompletionSource Hold() => gate = new TaskCompletionSource();

        public async Task<Outcome<KiteSession>> LogIn(AccountOptions account, CancellationToken cancellationToken)
        {
            Logins++;
            if (gate is { } held)
                await held.Task.WaitAsync(cancellationToken);
            return Answer ?? Outcome<KiteSession>.Accepted(new KiteSession(User, "key", $"token {Logins}", "", default));
        }
    }
}
