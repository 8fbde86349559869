using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Grains.Interfaces.Webhooks;

/// <summary>Registers and lists webhooks. Key: <see cref="GrainKeys.Webhooks"/>.</summary>
[Alias("ticker.IWebhookDirectoryGrain")]
public interface IWebhookDirectoryGrain : IGrainWithStringKey
{
    [Alias("Register")]
    Task<WebhookRegistered> Register(NewWebhook webhook);

    /// <param name="owner">Null: everybody's.</param>
    [Alias("List")]
    Task<ImmutableArray<WebhookView>> List(string? owner);

    /// <summary>False when there is none of this owner.</summary>
    [Alias("Delete")]
    Task<bool> Delete(string id, string? owner);

    /// <summary>What could not be delivered, newest first; null when there is no such webhook of this owner.</summary>
    [Alias("DeadLetters")]
    Task<WebhookDeadLetters?> DeadLetters(string id, string? owner, int limit);
}

/// <summary>Delivers to one webhook, in commit order. Key: <see cref="GrainKeys.Webhook"/>.</summary>
[Alias("ticker.IWebhookGrain")]
public interface IWebhookGrain : IGrainWithStringKey
{
    /// <summary>There may be something to deliver.</summary>
    [OneWay, Alias("Wake")]
    Task Wake();

    /// <summary>The webhook was deleted: what is on its way is given up.</summary>
    [Alias("Stop")]
    Task Stop();

    [AlwaysInterleave, Alias("GetState")]
    Task<WebhookState> GetState();
}

/// <summary>A webhook to register.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="OrdersOf">Whose orders it hears of; null: everybody's.</param>
[GenerateSerializer, Immutable, Alias("ticker.NewWebhook")]
public sealed record NewWebhook(
    [property: Id(0)] string Owner, [property: Id(1)] string? OrdersOf, [property: Id(2)] string Url, [property: Id(3)] ImmutableArray<string> Events);

/// <summary>A webhook without its secret.</summary>
[GenerateSerializer, Immutable, Alias("ticker.WebhookView")]
public sealed record WebhookView(
    [property: Id(0)] string Id,
    [property: Id(1)] string Owner,
    [property: Id(2)] string Url,
    [property: Id(3)] ImmutableArray<string> Events,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] WebhookState? State);

/// <summary>How deliveries go. <see cref="Lag"/>: committed changes that it has not looked at yet.</summary>
[GenerateSerializer, Immutable, Alias("ticker.WebhookState")]
public sealed record WebhookState(
    [property: Id(0)] long Lag,
    [property: Id(1)] long Delivered,
    [property: Id(2)] long DeadLettered,
    [property: Id(3)] long Dropped,
    [property: Id(4)] string? LastFailure,
    [property: Id(5)] DateTimeOffset? LastDeliveredAt);

/// <summary>The answer to a registration: the webhook with its secret, shown this once, or a code and a sentence.</summary>
[GenerateSerializer, Immutable, Alias("ticker.WebhookRegistered")]
public sealed record WebhookRegistered(
    [property: Id(0)] WebhookView? Webhook, [property: Id(1)] string? Secret, [property: Id(2)] string? Code = null, [property: Id(3)] string Message = "")
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => Code is null ? $"webhook {Webhook?.Id}" : $"no webhook: {Code}";
}

/// <summary>What could not be delivered.</summary>
[GenerateSerializer, Immutable, Alias("ticker.WebhookDeadLetters")]
public sealed record WebhookDeadLetters([property: Id(0)] ImmutableArray<WebhookDeadLetter> Items);

/// <summary>One event that was given up, or a range that was dropped because the webhook was too far behind.</summary>
[GenerateSerializer, Immutable, Alias("ticker.WebhookDeadLetter")]
public sealed record WebhookDeadLetter(
    [property: Id(0)] string Id,
    [property: Id(1)] string Webhook,
    [property: Id(2)] string Event,
    [property: Id(3)] long FirstPosition,
    [property: Id(4)] long LastPosition,
    [property: Id(5)] string Reason,
    [property: Id(6)] string? Payload,
    [property: Id(7)] DateTimeOffset At);
