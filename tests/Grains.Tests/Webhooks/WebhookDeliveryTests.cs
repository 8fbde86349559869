using System.Collections.Immutable;
using System.Text.Json;
using Grains.Interfaces;
using Grains.Interfaces.Webhooks;
using Grains.Secrets;
using Grains.Tests.Support;
using Grains.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Webhooks;

public sealed class SqliteWebhookDeliveryTests(BrokerFixture broker) : WebhookDeliveryTests(new SqliteDatabases(), broker);

[Collection(PostgresCollection.Name)]
public sealed class PostgresWebhookDeliveryTests(PostgresInstance instance, BrokerFixture broker) : WebhookDeliveryTests(new PostgresDatabases(instance), broker);

/// <summary>From a committed order to a receiver made of sockets, whichever database it was committed in.</summary>
public abstract class WebhookDeliveryTests : IClassFixture<BrokerFixture>, IAsyncLifetime
{
    readonly TempFolder folder = new();
    readonly IDatabases databases;
    readonly BrokerFixture broker;
    OrderWorld world = null!;

    private protected WebhookDeliveryTests(IDatabases databases, BrokerFixture broker) => (this.databases, this.broker) = (databases, broker);

    public async Task InitializeAsync()
    {
        await broker.ClearFaults();
        MasterKeyFile.Create(folder.File("master.key"));
        world = await Start();
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        databases.Dispose();
        folder.Dispose();
    }

    Task<OrderWorld> Start(int attempts = 3, int maxLag = 10_000) => databases.Start(broker, services =>
    {
        services.AddSecrets(new KeyOptions { File = folder.File("master.key") });
        services.AddWebhooks(new ConfigurationBuilder().Build());
        services.PostConfigure<WebhookOptions>(o =>
            (o.AllowPrivate, o.AllowHttp, o.Attempts, o.FirstRetry, o.Timeout, o.MaxLag) = (true, true, attempts, TimeSpan.FromMilliseconds(2), TimeSpan.FromSeconds(5), maxLag));
    });

    IWebhookDirectoryGrain Directory => world.Client.GetGrain<IWebhookDirectoryGrain>(GrainKeys.Webhooks);

    async Task<(string Id, string Secret)> Register(RawHttp server, string[]? events = null, string? of = "desk")
    {
        var reply = await Directory.Register(new("desk", of, server.Address + "hook", [.. events ?? []]));
        Assert.True(reply.Code is null, reply.Message);
        Assert.DoesNotContain(reply.Secret!, reply.ToString(), StringComparison.Ordinal);
        return (reply.Webhook!.Id, reply.Secret!);
    }

    static string Event(RawRequest request) => request.Header("Ticker-Event")!;

    static async Task Until(RawHttp server, string name)
    {
        while (server.Requests.All(r => Event(r) != name))
            await server.Next();
    }

    [Fact]
    public async Task An_orders_changes_arrive_signed_in_commit_order_in_the_words_of_the_rest_api()
    {
        await using var server = new RawHttp((_, _) => RawHttp.Ok());
        var (id, secret) = await Register(server);
        await world.Order("a").Place(world.Request());
        await Until(server, "order.placed");
        await world.Order("a").Cancel();
        await Until(server, "order.cancelled");

        var requests = server.Requests.ToArray();
        var positions = requests.Select(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("position").GetInt64()).ToArray();
        Assert.Equal(positions.Order(), positions);
        Assert.Equal(positions.Length, positions.Distinct().Count());
        var placed = requests.First(r => Event(r) == "order.placed");
        var body = JsonDocument.Parse(placed.Body).RootElement;
        Assert.Equal(["id", "event", "position", "webhook", "created_at", "order"], body.EnumerateObject().Select(p => p.Name));
        Assert.Equal((placed.Header("Ticker-Event-Id"), id), (body.GetProperty("id").GetString(), body.GetProperty("webhook").GetString()));
        var order = body.GetProperty("order");
        Assert.Equal(("desk", "a", "open", "BUY"), (order.GetProperty("owner").GetString(), order.GetProperty("client_order_id").GetString(), order.GetProperty("status").GetString(), order.GetProperty("transaction_type").GetString()));
        Assert.False(order.TryGetProperty("requested_by", out _));
        Assert.All(requests, r => Assert.Equal(WebhookSignature.Of(r, secret), r.Header("Ticker-Signature")));
    }

    [Fact]
    public async Task Only_what_was_asked_for_and_only_the_owners_orders_arrive()
    {
        await using var server = new RawHttp((_, _) => RawHttp.Ok());
        await Register(server, ["order.cancelled"]);
        await world.Order("other", "bob").Place(world.Request());
        await world.Order("other", "bob").Cancel();
        await world.Order("b").Place(world.Request());
        await world.Order("b").Cancel();
        await server.Next();
        Assert.Equal("b", JsonDocument.Parse(Assert.Single(server.Requests).Body).RootElement.GetProperty("order").GetProperty("client_order_id").GetString());
    }

    [Fact]
    public async Task A_delivery_that_fails_is_repeated_with_the_same_id_and_holds_the_later_ones_back()
    {
        await using var server = new RawHttp((_, number) => number <= 2 ? RawHttp.Ok("", "500 Internal Server Error") : RawHttp.Ok());
        await Register(server);
        await world.Order("c").Place(world.Request());
        await Until(server, "order.placed");
        var first = server.Requests.Take(3).ToArray();
        Assert.Single(first.Select(r => r.Header("Ticker-Event-Id")).Distinct());
        Assert.Equal(["1", "2", "3"], first.Select(r => r.Header("Ticker-Attempt")));
    }

    [Fact]
    public async Task An_event_that_is_refused_every_time_becomes_a_dead_letter_and_the_next_goes_on()
    {
        await using var server = new RawHttp((request, _) => Event(request) == "order.placed" ? RawHttp.Ok("", "400 Bad Request") : RawHttp.Ok());
        var (id, _) = await Register(server, ["order.placed", "order.cancelled"]);
        await world.Order("d").Place(world.Request());
        await world.Order("d").Cancel();
        await Until(server, "order.cancelled");
        Assert.Equal(3, server.Requests.Count(r => Event(r) == "order.placed"));
        var letter = Assert.Single((await Directory.DeadLetters(id, "desk", 10))!.Items);
        Assert.Equal(("order.placed", "The receiver answered 400."), (letter.Event, letter.Reason));
        Assert.Contains("\"client_order_id\":\"d\"", letter.Payload, StringComparison.Ordinal);
        Assert.Null(await Directory.DeadLetters(id, "bob", 10));
    }

    [Fact]
    public async Task What_was_committed_while_the_service_was_down_arrives_after_a_restart()
    {
        var broken = true;
        await using var server = new RawHttp((_, _) => Volatile.Read(ref broken) ? RawHttp.Ok("", "503 Service Unavailable") : RawHttp.Ok());
        await world.DisposeAsync();
        world = await Start(attempts: 100);
        var (id, secret) = await Register(server);
        await world.Order("e").Place(world.Request());
        await server.Next();
        await world.DisposeAsync();
        Volatile.Write(ref broken, false);
        world = await Start();
        await Until(server, "order.placed");
        Assert.Equal(WebhookSignature.Of(server.Requests.Last(), secret), server.Requests.Last().Header("Ticker-Signature"));
        Assert.Equal(id, Assert.Single(await Directory.List("desk")).Id);
    }

    [Fact]
    public async Task A_webhook_that_is_too_far_behind_drops_the_oldest_and_says_so()
    {
        await using var server = new RawHttp((_, _) => RawHttp.Ok("", "503 Service Unavailable"));
        await world.DisposeAsync();
        world = await Start(attempts: 100);
        var (id, _) = await Register(server);
        for (var i = 0; i < 5; i++)
            await world.Order($"f{i}").Place(world.Request());
        await world.DisposeAsync();
        world = await Start(attempts: 100, maxLag: 3);
        WebhookState state;
        while ((state = Assert.Single(await Directory.List("desk")).State!) is not { Dropped: > 0, LastFailure: not null })
            await server.Next();
        var letter = Assert.Single((await Directory.DeadLetters(id, null, 10))!.Items);
        Assert.Equal("dropped", letter.Event);
        Assert.Equal(letter.LastPosition - letter.FirstPosition + 1, state.Dropped);
        Assert.InRange(state.Lag, 1, 20);
        Assert.Contains("503", state.LastFailure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_webhook_hears_nothing_and_its_secret_is_gone()
    {
        await using var server = new RawHttp((_, _) => RawHttp.Ok());
        var (id, secret) = await Register(server);
        Assert.False(await Directory.Delete(id, "bob"));
        Assert.True(await Directory.Delete(id, "desk"));
        Assert.False(await Directory.Delete(id, "desk"));
        await using var witness = new RawHttp((_, _) => RawHttp.Ok());
        await Register(witness);
        await world.Order("g").Place(world.Request());
        await Until(witness, "order.placed");
        Assert.Empty(server.Requests);
        var stored = await databases.Text();
        Assert.Contains(id, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_events_private_addresses_and_too_many_are_refused()
    {
        Assert.Equal("unknown_event", (await Directory.Register(new("desk", "desk", "https://hooks.example", ["order.eaten"]))).Code);
        await using var strict = await databases.Start(broker, services =>
        {
            services.AddSecrets(new KeyOptions { File = folder.File("master.key") });
            services.AddWebhooks(new ConfigurationBuilder().Build());
        });
        Assert.Equal("invalid_url", (await strict.Client.GetGrain<IWebhookDirectoryGrain>(GrainKeys.Webhooks).Register(new("desk", "desk", "https://127.0.0.1/", ImmutableArray<string>.Empty))).Code);
    }

    [Fact]
    public async Task Without_a_master_key_there_is_no_webhook()
    {
        await using var server = new RawHttp((_, _) => RawHttp.Ok());
        await using var blind = await databases.Start(broker, services =>
            services.AddWebhooks(new ConfigurationBuilder().AddInMemoryCollection([new("AllowPrivate", "true"), new("AllowHttp", "true")]).Build()));
        var reply = await blind.Client.GetGrain<IWebhookDirectoryGrain>(GrainKeys.Webhooks).Register(new("desk", "desk", server.Address.ToString(), []));
        Assert.Equal("needs_key", reply.Code);
    }
}
