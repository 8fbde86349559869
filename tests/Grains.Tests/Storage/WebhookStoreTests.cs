using Grains.Interfaces.Webhooks;
using Grains.Storage;
using Grains.Tests.Support;

namespace Grains.Tests.Storage;

public sealed class SqliteWebhookStoreTests() : WebhookStoreTests(new SqliteDatabases());

[Collection(PostgresCollection.Name)]
public sealed class PostgresWebhookStoreTests(PostgresInstance instance) : WebhookStoreTests(new PostgresDatabases(instance));

/// <summary>What every store of webhooks does, whichever database it is in.</summary>
public abstract class WebhookStoreTests : StoreTests
{
    WebhookStore webhooks = null!;

    private protected WebhookStoreTests(IDatabases databases)
        : base(databases)
    {
    }

    private protected override void Open() => webhooks = new(Database);

    [Fact]
    public async Task A_webhook_comes_back_as_it_was_stored()
    {
        var own = Webhook("wh_1");
        var everybodys = Webhook("wh_2") with { OrdersOf = null, Events = ["*"] };
        await webhooks.Insert(own);
        await webhooks.Insert(everybodys);
        Same(own, await webhooks.Find("wh_1"));
        Same(everybodys, await webhooks.Find("wh_2"));
        Assert.Null(await webhooks.Find("wh_3"));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => webhooks.Insert(own));
    }

    [Fact]
    public async Task An_owners_webhooks_are_listed_oldest_first_and_all_of_them_without_an_owner()
    {
        await webhooks.Insert(Webhook("wh_1") with { CreatedAt = Samples.Noon.AddTicks(1) });
        await webhooks.Insert(Webhook("wh_2"));
        await webhooks.Insert(Webhook("wh_3", "bob"));
        Assert.Equal(["wh_2", "wh_1"], (await webhooks.List("desk")).Select(w => w.Id));
        Assert.Equal(["wh_2", "wh_3", "wh_1"], (await webhooks.List(null)).Select(w => w.Id));
        Assert.Empty(await webhooks.List("nobody"));
    }

    [Fact]
    public async Task A_new_secret_replaces_the_one_of_its_webhook_alone()
    {
        await webhooks.Insert(Webhook("wh_1"));
        await webhooks.Insert(Webhook("wh_2"));
        await webhooks.SetSecret("wh_1", "sealed anew");
        Assert.Equal(["sealed anew", "sealed wh_2"], (await webhooks.List(null)).Select(w => w.Secret));
    }

    [Fact]
    public async Task A_deleted_webhook_is_gone_with_its_secret_and_keeps_its_dead_letters()
    {
        await webhooks.Insert(Webhook("wh_1"));
        await webhooks.AddDeadLetter(Letter(1), keep: 10);
        Assert.True(await webhooks.Delete("wh_1", Samples.Noon));
        Assert.False(await webhooks.Delete("wh_1", Samples.Noon));
        Assert.False(await webhooks.Delete("wh_2", Samples.Noon));
        // A rotation of the master key that had read it before.
        await webhooks.SetSecret("wh_1", "sealed anew");
        Assert.Null(await webhooks.Find("wh_1"));
        Assert.Empty(await webhooks.List("desk"));
        Assert.Equal("", await Database.ReadAsync(c => Dapper.SqlMapper.ExecuteScalar<string>(c, "SELECT secret FROM webhooks WHERE id = 'wh_1'")));
        Assert.Single(await webhooks.DeadLetters("wh_1", 10));
    }

    [Fact]
    public async Task A_dead_letter_comes_back_as_it_was_stored_and_once()
    {
        await webhooks.Insert(Webhook("wh_1"));
        var refused = Letter(5_000_000_000);
        var dropped = Letter(6_000_000_000) with { Event = "dropped", LastPosition = 7_000_000_000, Payload = null };
        await webhooks.AddDeadLetter(refused, keep: 10);
        await webhooks.AddDeadLetter(dropped, keep: 10);
        await webhooks.AddDeadLetter(refused with { Reason = "again" }, keep: 10);
        Assert.Equal([dropped, refused], await webhooks.DeadLetters("wh_1", 10));
        Assert.Equal([dropped], await webhooks.DeadLetters("wh_1", 1));
    }

    [Fact]
    public async Task Of_each_webhooks_dead_letters_the_newest_are_kept()
    {
        await webhooks.Insert(Webhook("wh_1"));
        await webhooks.Insert(Webhook("wh_2"));
        await webhooks.AddDeadLetter(Letter(1, "wh_2"), keep: 3);
        for (var position = 1; position <= 5; position++)
            await webhooks.AddDeadLetter(Letter(position), keep: 3);
        Assert.Equal([5L, 4, 3], (await webhooks.DeadLetters("wh_1", 10)).Select(l => l.FirstPosition));
        Assert.Single(await webhooks.DeadLetters("wh_2", 10));
    }

    static WebhookRecord Webhook(string id, string owner = "desk") =>
        new(id, owner, owner, $"https://hooks.example/{id}", ["order.placed", "order.cancelled"], $"sealed {id}", Samples.Noon);

    static WebhookDeadLetter Letter(long position, string webhook = "wh_1") =>
        new($"{webhook}-{position}", webhook, "order.placed", position, position, "The receiver answered 400.", "{\"price\":100.05}", Samples.Noon.AddTicks(7));

    static void Same(WebhookRecord expected, WebhookRecord? stored)
    {
        Assert.Equal(expected.Events, stored!.Events);
        Assert.Equal(expected, stored with { Events = expected.Events });
    }
}
