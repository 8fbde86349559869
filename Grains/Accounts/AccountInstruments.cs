using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Grains.Interfaces.Accounts;

namespace Grains.Accounts;

/// <summary>Metrics of the accounts. The account is a tag: there are few.</summary>
sealed class AccountInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Ticker.Accounts";

    readonly Counter<long> logins;
    readonly Counter<long> tokensRejected;
    readonly Counter<long> permits;
    readonly Counter<long> readings;
    readonly Histogram<double> readingDuration;

    readonly Counter<long> breakerOpenings;
    readonly ConcurrentDictionary<string, Func<AccountStatus>> observed = new(StringComparer.Ordinal);

    public AccountInstruments(IMeterFactory factory, TimeProvider time)
    {
        var meter = factory.Create(MeterName);
        logins = meter.CreateCounter<long>("ticker.account.logins", "{login}", "Log-ins by outcome");
        tokensRejected = meter.CreateCounter<long>("ticker.account.tokens_rejected", "{token}", "Access tokens that the broker refused");
        permits = meter.CreateCounter<long>("ticker.account.permits", "{permit}", "Leaves to call the broker, by class and outcome");
        readings = meter.CreateCounter<long>("ticker.account.order_book_readings", "{reading}", "Readings of the order book by outcome");
        readingDuration = meter.CreateHistogram<double>("ticker.account.order_book_reading.duration", "s", "Time to read the order book");
        breakerOpenings = meter.CreateCounter<long>("ticker.account.breaker_openings", "{opening}", "Openings of circuit breakers, by class");
        meter.CreateObservableGauge("ticker.account.token_valid", () => Each(s => s.State is TokenState.Valid or TokenState.Expiring ? 1 : 0), null, "1 while the account has a token that is not known to be dead");
        meter.CreateObservableGauge("ticker.account.token_alarm", () => Each(s => s.Alarm is null ? 0 : 1), null, "1 when somebody must log in before the market opens, or while it is open");
        meter.CreateObservableGauge("ticker.account.token_remaining", () => Each(s => s.ValidUntil is { } until && s.State is TokenState.Valid or TokenState.Expiring ? Math.Max(0, (until - time.GetUtcNow()).TotalSeconds) : 0), "s", "Until the token ends");
        meter.CreateObservableGauge("ticker.account.clock_offset", () => Each(s => s.ClockOffset ?? 0), "s", "The broker's clock minus this machine's, as far as its answers prove it");
        meter.CreateObservableGauge("ticker.account.breaker", Breakers, null, "0 closed, 1 half-open, 2 open");
    }

    /// <summary>The gauges show this account from now on.</summary>
    public void Observe(string account, Func<AccountStatus> status) => observed[account] = status;

    public void Forget(string account) => observed.TryRemove(account, out _);

    public void OnBreakerOpened(string account, RequestKind kind) => breakerOpenings.Add(1, new("account", account), new("class", kind.ToString()));

    public void OnLogin(string account, bool done) => logins.Add(1, new("account", account), new("outcome", done ? "done" : "failed"));

    public void OnTokenRejected(string account) => tokensRejected.Add(1, new KeyValuePair<string, object?>("account", account));

    public void OnPermit(string account, RequestKind kind, bool granted) =>
        permits.Add(1, new("account", account), new("class", kind.ToString()), new("outcome", granted ? "granted" : "refused"));

    public void OnBookRead(string account, bool done, TimeSpan took)
    {
        readings.Add(1, new("account", account), new("outcome", done ? "done" : "failed"));
        readingDuration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("account", account));
    }

    IEnumerable<Measurement<double>> Each(Func<AccountStatus, double> value) =>
        observed.Select(pair => new Measurement<double>(value(pair.Value()), new KeyValuePair<string, object?>("account", pair.Key)));

    IEnumerable<Measurement<int>> Breakers() => observed.SelectMany(pair => pair.Value().Breakers.Select(breaker =>
        new Measurement<int>((int)breaker.State, new("account", pair.Key), new("class", breaker.Class.ToString()))));
}
