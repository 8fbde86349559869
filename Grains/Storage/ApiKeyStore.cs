using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Grains.Storage;

/// <summary><see cref="IApiKeyStore"/> over the database. A key is 32 random bytes, so a plain digest of it cannot be guessed back.</summary>
public sealed class ApiKeyStore(TickerDatabase database, TimeProvider time) : IApiKeyStore
{
    /// <summary>What every key begins with, so that one in a log or a repository is recognised.</summary>
    public const string Prefix = "tk_";

    static readonly string[] KnownScopes = ["read", "trade", "admin"];

    /// <summary>The stored form of a presented key: lower-case hex SHA-256.</summary>
    public static string Hash(string presented)
    {
        ArgumentNullException.ThrowIfNull(presented);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(presented)));
    }

    public async Task<CreatedApiKey> Create(string name, IReadOnlyCollection<string> scopes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(scopes);
        if (scopes.Count == 0 || scopes.Except(KnownScopes, StringComparer.Ordinal).Any())
            throw new ArgumentException("An API key needs scopes out of read, trade and admin.", nameof(scopes));
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var key = new ApiKey("k_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), name, [.. scopes], time.GetUtcNow(), null);
        var row = new { key.Id, key.Name, KeyHash = Hash(secret), Scopes = string.Join(' ', key.Scopes), CreatedAt = Columns.Time(key.CreatedAt) };
        await database.WriteAsync(connection => connection.Execute(
            "INSERT INTO api_keys (id, name, key_hash, scopes, created_at) VALUES (@Id, @Name, @KeyHash, @Scopes, @CreatedAt)", row));
        return new CreatedApiKey(key, secret);
    }

    public Task<ApiKey?> Find(string keyHash) =>
        database.ReadAsync(connection => connection.QueryFirstOrDefault<Row>(Select + "WHERE key_hash = @keyHash", new { keyHash })?.ToKey());

    public Task<IReadOnlyList<ApiKey>> List() => database.ReadAsync<IReadOnlyList<ApiKey>>(connection =>
        [.. connection.Query<Row>(Select + "ORDER BY created_at, id").Select(row => row.ToKey())]);

    public Task<bool> Revoke(string id)
    {
        var at = Columns.Time(time.GetUtcNow());
        return database.WriteAsync(connection =>
            connection.Execute("UPDATE api_keys SET revoked_at = @at WHERE id = @id AND revoked_at IS NULL", new { id, at }) == 1);
    }

    const string Select = "SELECT id AS Id, name AS Name, scopes AS Scopes, created_at AS CreatedAt, revoked_at AS RevokedAt FROM api_keys ";

    sealed class Row
    {
        public string Id { get; set; } = "";
        public string Name { get; set; } = "";
        public string Scopes { get; set; } = "";
        public string CreatedAt { get; set; } = "";
        public string? RevokedAt { get; set; }

        public ApiKey ToKey() => new(Id, Name, Scopes.Split(' '), Columns.ToTime(CreatedAt), Columns.ToOptionalTime(RevokedAt));
    }
}
