using System.Diagnostics.Metrics;
using Grains.Interfaces.Orders;
using Grains.Storage;

namespace Grains.Orders;

/// <summary>Metrics of orders. Tags are bounded: the account and how it ended, never a symbol or an id.</summary>
sealed class OrderInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Ticker.Orders";

    readonly Counter<long> requests;
    readonly Counter<long> placed;
    readonly Counter<long> unknown;
    readonly Counter<long> adopted;
    readonly Counter<long> deadLettered;
    readonly Counter<long> resent;
    readonly Counter<long> fenced;
    readonly Counter<long> published;
    readonly Counter<long> publishFailures;
    readonly Histogram<double> placement;
    readonly Histogram<double> broker;
    readonly Histogram<double> permitWait;

    public OrderInstruments(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        requests = meter.CreateCounter<long>("ticker.orders.requests", "{request}", "Requests to place an order, by answer");
        placed = meter.CreateCounter<long>("ticker.orders.placed", "{order}", "Orders that the broker took");
        unknown = meter.CreateCounter<long>("ticker.orders.unknown", "{order}", "Sendings whose outcome is unknown");
        adopted = meter.CreateCounter<long>("ticker.orders.adopted", "{order}", "Unknown orders that were found in the broker's book");
        deadLettered = meter.CreateCounter<long>("ticker.orders.dead_lettered", "{order}", "Orders that a person must decide");
        resent = meter.CreateCounter<long>("ticker.orders.resent", "{order}", "Orders sent once more after their absence was read twice");
        fenced = meter.CreateCounter<long>("ticker.orders.fenced", "{write}", "Writes refused because another activation had written");
        published = meter.CreateCounter<long>("ticker.orders.published", "{change}", "Changes published to the order stream");
        publishFailures = meter.CreateCounter<long>("ticker.orders.publish_failures", "{failure}", "Attempts to publish that failed and are repeated");
        placement = meter.CreateHistogram<double>("ticker.orders.placement.duration", "s", "From request to answer");
        broker = meter.CreateHistogram<double>("ticker.orders.broker.duration", "s", "The broker's part of a placement");
        permitWait = meter.CreateHistogram<double>("ticker.orders.permit_wait.duration", "s", "Waiting for the account's budget or token");
    }

    public void OnAnswered(OrderReplyKind kind, TimeSpan took)
    {
        requests.Add(1, new KeyValuePair<string, object?>("answer", kind.ToString()));
        placement.Record(took.TotalSeconds, new KeyValuePair<string, object?>("answer", kind.ToString()));
    }

    public void OnPermitWaited(string account, TimeSpan took) => permitWait.Record(took.TotalSeconds, Account(account));

    public void OnBrokerAnswered(string account, TimeSpan took) => broker.Record(took.TotalSeconds, Account(account));

    public void OnFenced(string account) => fenced.Add(1, Account(account));

    public void OnPublished(int changes) => published.Add(changes);

    public void OnPublishFailed() => publishFailures.Add(1);

    /// <summary>One committed change of state.</summary>
    public void OnChanged(OrderRecord before, OrderRecord after)
    {
        if (before.Status == after.Status)
            return;
        if (before.Status == OrderStatus.Submitting && after.Status == OrderStatus.Open)
            placed.Add(1, Account(after.Account));
        else if (after.Status == OrderStatus.Unknown)
            unknown.Add(1, Account(after.Account));
        else if (after.Status == OrderStatus.DeadLettered)
            deadLettered.Add(1, Account(after.Account));
        else if (before.Status == OrderStatus.Unknown && after.Status == OrderStatus.IntentRecorded)
            resent.Add(1, Account(after.Account));
        else if (before.Status == OrderStatus.Unknown)
            adopted.Add(1, Account(after.Account));
    }

    static KeyValuePair<string, object?> Account(string account) => new("account", account);
}
