namespace Grains.Storage;

/// <summary>What is known of an API key; the key itself is not.</summary>
/// <param name="Name">Who it belongs to: the owner of the orders placed with it.</param>
/// <param name="Scopes">Of <c>read</c>, <c>trade</c> and <c>admin</c>.</param>
/// <param name="Accounts">The accounts that it may trade; null: every one.</param>
public sealed record ApiKey(
    string Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt, IReadOnlyList<string>? Accounts = null);

/// <summary>A new key. <see cref="Secret"/> is shown once and kept nowhere.</summary>
public sealed record CreatedApiKey(string Id, string Secret)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => $"api key {Id}";
}
