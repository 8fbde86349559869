using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Grains.Storage;

/// <summary>The API keys of this service. Only a digest is stored; a key is 32 random bytes, so its digest cannot be guessed back.</summary>
public sealed class ApiKeyStore(TickerDatabase database, TimeProvider time)
{
    /// <summary>What every key begins with, so that one in a log or a repository is recognised.</summary>
    public const string Prefix = "tk_";

    static readonly string[] KnownScopes = ["read", "trade", "admin"];

    /// <summary>The stored form of a key: lower-case hex SHA-256.</summary>
    public static string Hash(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
    }

    /// <summary>Makes a key for an owner: 1 to 64 letters, digits, '.', '_' or '-'. Several keys may have one owner.</summary>
    /// <param name="accounts">The accounts that it may trade; null: every one.</param>
    /// <exception cref="ArgumentException">The name cannot own orders, a scope is not one of the three, or an account's name cannot be one.</exception>
    public async Task<CreatedApiKey> Create(
        string name, IReadOnlyCollection<string> scopes, CancellationToken cancellationToken, IReadOnlyCollection<string>? accounts = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(scopes);
        cancellationToken.ThrowIfCancellationRequested();
        if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            throw new ArgumentException("A key's name must be 1 to 64 letters, digits, '.', '_' or '-'.", nameof(name));
        if (scopes.Count == 0 || scopes.Except(KnownScopes, StringComparer.Ordinal).Any())
            throw new ArgumentException("A key needs scopes out of read, trade and admin.", nameof(scopes));
        if (accounts is not null && (accounts.Count == 0 || accounts.Any(a => a.Length is 0 or > 32 || !a.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))))
            throw new ArgumentException("Accounts are 1 to 32 letters, digits, '-' or '_'.", nameof(accounts));
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var row = new
        {
            Id = "k_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            Name = name,
            KeyHash = Hash(secret),
            Scopes = string.Join(' ', scopes.Distinct(StringComparer.Ordinal)),
            Accounts = accounts is null ? null : string.Join(' ', accounts.Distinct(StringComparer.Ordinal)),
            CreatedAt = Columns.Time(time.GetUtcNow()),
        };
        await database.WriteAsync(connection => connection.Execute(
            "INSERT INTO api_keys (id, name, key_hash, scopes, accounts, created_at) VALUES (@Id, @Name, @KeyHash, @Scopes, @Accounts, @CreatedAt)", row));
        return new CreatedApiKey(row.Id, secret);
    }

    /// <summary>The key that was presented; null when it is unknown or revoked.</summary>
    public Task<ApiKey?> Find(string presented, CancellationToken cancellationToken)
    {
        var keyHash = Hash(presented);
        cancellationToken.ThrowIfCancellationRequested();
        return database.ReadAsync(connection =>
            connection.QueryFirstOrDefault<Row>(Select + "WHERE key_hash = @keyHash AND revoked_at IS NULL", new { keyHash })?.ToKey());
    }

    /// <summary>All keys, the revoked too, oldest first.</summary>
    public Task<IReadOnlyList<ApiKey>> List(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return database.ReadAsync<IReadOnlyList<ApiKey>>(connection =>
            [.. connection.Query<Row>(Select + "ORDER BY created_at, id").Select(row => row.ToKey())]);
    }

    /// <summary>False when there is no such key or it was revoked before.</summary>
    public Task<bool> Revoke(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var at = Columns.Time(time.GetUtcNow());
        return database.WriteAsync(connection =>
            connection.Execute("UPDATE api_keys SET revoked_at = @at WHERE id = @id AND revoked_at IS NULL", new { id, at }) == 1);
    }

    const string Select = "SELECT id AS Id, name AS Name, scopes AS Scopes, accounts AS Accounts, created_at AS CreatedAt, revoked_at AS RevokedAt FROM api_keys ";

    sealed class Row
    {
        public string Id { get; set; } = "";
        public string Name { get; set; } = "";
        public string Scopes { get; set; } = "";
        public string CreatedAt { get; set; } = "";
        public string? RevokedAt { get; set; }
        public string? Accounts { get; set; }

        public ApiKey ToKey() => new(Id, Name, Scopes.Split(' '), Columns.ToTime(CreatedAt), Columns.ToOptionalTime(RevokedAt), Accounts?.Split(' '));
    }
}
