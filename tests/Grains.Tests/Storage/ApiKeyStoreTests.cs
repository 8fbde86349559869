using Dapper;
using Grains.Storage;
using Grains.Tests.Support;

namespace Grains.Tests.Storage;

public sealed class SqliteApiKeyStoreTests() : ApiKeyStoreTests(new SqliteDatabases());

[Collection(PostgresCollection.Name)]
public sealed class PostgresApiKeyStoreTests(PostgresInstance instance) : ApiKeyStoreTests(new PostgresDatabases(instance));

/// <summary>What every store of API keys does, whichever database it is in.</summary>
public abstract class ApiKeyStoreTests : StoreTests
{
    ApiKeyStore keys = null!;

    private protected ApiKeyStoreTests(IDatabases databases)
        : base(databases)
    {
    }

    private protected override void Open() => keys = new(Database, Time);

    [Fact]
    public async Task A_key_is_shown_once_found_by_what_was_shown_and_stored_nowhere()
    {
        var created = await keys.Create("desk", ["read", "trade", "read"], default);
        Assert.StartsWith("tk_", created.Secret, StringComparison.Ordinal);
        Assert.Equal(3 + 43, created.Secret.Length);
        Assert.DoesNotContain(created.Secret, created.ToString(), StringComparison.Ordinal);

        var found = await keys.Find(created.Secret, default);
        Assert.Equal(("desk", "read,trade"), (found!.Name, string.Join(',', found.Scopes)));
        Assert.Equal(Time.GetUtcNow(), found.CreatedAt);
        Assert.Null(await keys.Find("tk_guess", default));
        var stored = await Database.ReadAsync(c => c.QuerySingle<string>("SELECT id || name || key_hash || scopes || created_at FROM api_keys"));
        Assert.DoesNotContain(created.Secret[3..], stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_and_stays_listed()
    {
        var first = await keys.Create("desk", ["admin"], default);
        Time.Advance(TimeSpan.FromSeconds(1));
        var second = await keys.Create("desk", ["read"], default);
        Assert.True(await keys.Revoke(first.Id, default));
        Assert.False(await keys.Revoke(first.Id, default));
        Assert.False(await keys.Revoke("nobody", default));
        Assert.Null(await keys.Find(first.Secret, default));
        Assert.NotNull(await keys.Find(second.Secret, default));
        var listed = await keys.List(default);
        Assert.Equal([first.Id, second.Id], listed.Select(k => k.Id));
        Assert.Equal([true, false], listed.Select(k => k.RevokedAt is not null));
    }

    [Theory]
    [InlineData("", "read")]
    [InlineData("a:b", "read")]
    [InlineData("desk", "root")]
    [InlineData("desk", "")]
    public Task A_name_that_cannot_own_orders_or_an_unknown_scope_is_refused(string name, string scopes) =>
        Assert.ThrowsAsync<ArgumentException>(() => keys.Create(name, scopes.Split(',', StringSplitOptions.RemoveEmptyEntries), default));
}
