using System.Collections.Immutable;
using System.Security.Cryptography;
using Grains.Interfaces;
using Grains.Interfaces.Webhooks;
using Grains.Orders;
using Grains.Secrets;
using Grains.Storage;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Grains.Webhooks;

/// <summary>Reentrant: it keeps nothing, and a name server may be slow.</summary>
[GrainType("webhooks"), Reentrant]
sealed class WebhookDirectoryGrain(
    IWebhookStore store, IOrderOutbox outbox, WebhookTarget target, SecretVault vault, IOptions<WebhookOptions> options, TimeProvider time)
    : Grain, IWebhookDirectoryGrain
{
    static readonly TimeSpan NameServer = TimeSpan.FromSeconds(5);

    /// <summary>What a webhook's secret is sealed for.</summary>
    public static string Purpose(string id) => $"webhook:{id}:secret";

    public async Task<WebhookRegistered> Register(NewWebhook webhook)
    {
        var events = webhook.Events.Distinct(StringComparer.Ordinal).ToImmutableArray();
        if (events.Except([WebhookEvents.All, .. WebhookEvents.Known]).FirstOrDefault() is { } odd)
            return Refused("unknown_event", $"There is no event '{odd}'; there are {string.Join(", ", WebhookEvents.Known)}, and * for all.");
        if (events.IsEmpty)
            events = [WebhookEvents.All];
        using var patience = new CancellationTokenSource(NameServer, time);
        try
        {
            if ((await target.Check(webhook.Url, patience.Token)).Problem is { } problem)
                return Refused("invalid_url", problem);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return Refused("invalid_url", "The url is invalid: its name could not be looked up within 5 s.");
        }

        if ((await store.List(webhook.Owner)).Count >= options.Value.MostPerOwner)
            return Refused("too_many_webhooks", $"There are {options.Value.MostPerOwner} webhooks already: delete one first.");
        var id = "wh_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var secret = "whsec_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        try
        {
            var record = new WebhookRecord(
                id, webhook.Owner, webhook.OrdersOf, webhook.Url, events, await vault.Seal(Purpose(id), secret), time.GetUtcNow());
            // From now on: what was committed before is nobody's news.
            await outbox.Advance(WebhookGrain.Consumer(id), await outbox.Position(OutboxDrainer.Consumer), int.MaxValue);
            await store.Insert(record);
            return new(View(record, null), secret);
        }
        catch (KeyUnavailableException e)
        {
            return Refused("needs_key", e.Message);
        }
    }

    public async Task<ImmutableArray<WebhookView>> List(string? owner) =>
        [.. await Task.WhenAll((await store.List(owner)).Select(async record => View(record, await Grain(record.Id).GetState())))];

    public async Task<bool> Delete(string id, string? owner)
    {
        if (await Find(id, owner) is null || !await store.Delete(id, time.GetUtcNow()))
            return false;
        await Grain(id).Stop();
        return true;
    }

    public async Task<WebhookDeadLetters?> DeadLetters(string id, string? owner, int limit) =>
        await Find(id, owner) is null ? null : new([.. await store.DeadLetters(id, limit)]);

    async Task<WebhookRecord?> Find(string id, string? owner) =>
        await store.Find(id) is { } record && (owner is null || record.Owner == owner) ? record : null;

    IWebhookGrain Grain(string id) => GrainFactory.GetGrain<IWebhookGrain>(GrainKeys.Webhook(id));

    static WebhookRegistered Refused(string code, string message) => new(null, null, code, message);

    static WebhookView View(WebhookRecord record, WebhookState? state) =>
        new(record.Id, record.Owner, record.Url, [.. record.Events], record.CreatedAt, state);
}
