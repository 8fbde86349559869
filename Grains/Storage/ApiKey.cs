namespace Grains.Storage;

/// <summary>What is known of an API key; the key itself is not.</summary>
/// <param name="Scopes">Of <c>read</c>, <c>trade</c> and <c>admin</c>.</param>
public sealed record ApiKey(string Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    public bool IsRevoked => RevokedAt is not null;
}

/// <summary>A new key. <see cref="Secret"/> is shown once and kept nowhere.</summary>
public sealed record CreatedApiKey(ApiKey Key, string Secret)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => $"api key {Key.Id}";
}

/// <summary>The API keys of this service, stored as SHA-256.</summary>
public interface IApiKeyStore
{
    /// <exception cref="ArgumentException">The name is empty, or a scope is not one of the three.</exception>
    Task<CreatedApiKey> Create(string name, IReadOnlyCollection<string> scopes);

    /// <summary>The key with this hash, revoked or not; null when there is none.</summary>
    Task<ApiKey?> Find(string keyHash);

    /// <summary>All keys, oldest first.</summary>
    Task<IReadOnlyList<ApiKey>> List();

    /// <summary>False when there is no such key or it was revoked before.</summary>
    Task<bool> Revoke(string id);
}
