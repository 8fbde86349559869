using Grains.Interfaces.Webhooks;

namespace Grains.Storage;

/// <summary>A webhook as it is stored.</summary>
/// <param name="OrdersOf">Whose orders it hears of; null: everybody's.</param>
/// <param name="Secret">Sealed.</param>
sealed record WebhookRecord(string Id, string Owner, string? OrdersOf, string Url, IReadOnlyList<string> Events, string Secret, DateTimeOffset CreatedAt)
{
    /// <summary>Never the secret, sealed though it is.</summary>
    public override string ToString() => $"webhook {Id} of {Owner}";
}

/// <summary>Webhooks and what could not be delivered to them. Throws <see cref="StorageUnavailableException"/> when the database does not answer.</summary>
interface IWebhookStore
{
    Task Insert(WebhookRecord webhook);

    /// <summary>Null when there is none or it was deleted.</summary>
    Task<WebhookRecord?> Find(string id);

    /// <summary>Oldest first; of one owner, or all.</summary>
    Task<IReadOnlyList<WebhookRecord>> List(string? owner);

    /// <summary>False when there is none.</summary>
    Task<bool> Delete(string id, DateTimeOffset at);

    Task SetSecret(string id, string secret);

    /// <summary>Keeps it, once, and forgets the oldest ones of the webhook beyond <paramref name="keep"/>.</summary>
    Task AddDeadLetter(WebhookDeadLetter letter, int keep);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<WebhookDeadLetter>> DeadLetters(string webhook, int limit);
}
