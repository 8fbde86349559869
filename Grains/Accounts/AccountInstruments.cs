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

    public AccountInstruments(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        logins = meter.CreateCounter<long>("ticker.account.logins", "{login}", "Log-ins by outcome");
        tokensRejected = meter.CreateCounter<long>("ticker.account.tokens_rejected", "{token}", "Access tokens that the broker refused");
        permits = meter.CreateCounter<long>("ticker.account.permits", "{permit}", "Leaves to call the broker, by class and outcome");
        readings = meter.CreateCounter<long>("ticker.account.order_book_readings", "{reading}", "Readings of the order book by outcome");
        readingDuration = meter.CreateHistogram<double>("ticker.account.order_book_reading.duration", "s", "Time to read the order book");
    }

    public void OnLogin(string account, bool done) => logins.Add(1, new("account", account), new("outcome", done ? "done" : "failed"));

    public void OnTokenRejected(string account) => tokensRejected.Add(1, new KeyValuePair<string, object?>("account", account));

    public void OnPermit(string account, RequestKind kind, bool granted) =>
        permits.Add(1, new("account", account), new("class", kind.ToString()), new("outcome", granted ? "granted" : "refused"));

    public void OnBookRead(string account, bool done, TimeSpan took)
    {
        readings.Add(1, new("account", account), new("outcome", done ? "done" : "failed"));
        readingDuration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("account", account));
    }
}
