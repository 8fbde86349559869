using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Grains.Interfaces.Webhooks;

namespace Grains.Webhooks;

/// <summary>Metrics of webhooks. Ids are no tags: how many there are is up to clients.</summary>
sealed class WebhookInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Ticker.Webhooks";

    readonly ConcurrentDictionary<string, Func<WebhookState>> observed = new(StringComparer.Ordinal);
    readonly Counter<long> attempts;
    readonly Counter<long> deadLettered;
    readonly Counter<long> dropped;

    public WebhookInstruments(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        attempts = meter.CreateCounter<long>("ticker.webhooks.attempts", "{attempt}", "Deliveries tried, by outcome");
        deadLettered = meter.CreateCounter<long>("ticker.webhooks.dead_lettered", "{event}", "Events given up after the last attempt");
        dropped = meter.CreateCounter<long>("ticker.webhooks.dropped", "{change}", "Changes dropped because a webhook was too far behind");
        meter.CreateObservableGauge("ticker.webhooks.lag", () => observed.Values.Select(state => state().Lag).DefaultIfEmpty().Max(), "{change}", "Committed changes that the slowest webhook has not looked at yet");
    }

    public void Observe(string webhook, Func<WebhookState> state) => observed[webhook] = state;

    public void Forget(string webhook) => observed.TryRemove(webhook, out _);

    public void OnAttempt(bool delivered) => attempts.Add(1, new KeyValuePair<string, object?>("outcome", delivered ? "delivered" : "failed"));

    public void OnDeadLettered() => deadLettered.Add(1);

    public void OnDropped(long changes) => dropped.Add(changes);
}
