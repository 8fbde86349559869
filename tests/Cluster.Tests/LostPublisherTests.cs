using System.Globalization;
using System.Text.Json;
using EndToEnd.Orders;
using EndToEnd.Support;
using Grains.Tests.Support;

namespace Cluster.Tests;

/// <summary>What one silo does for all goes to another one: first the silo that publishes is killed, then the one that took over, which by then has every grain.</summary>
public sealed class LostPublisherTests(ITestOutputHelper output)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Order_changes_are_published_by_one_silo_and_with_the_webhooks_go_on_from_another_when_it_is_killed()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = new RawHttp((_, _) => RawHttp.Ok());
        await using var cluster = await ClusterUnderTest.Start(
            ("Ticker__Keys__File", await MasterKey(folder)), ("Ticker__Webhooks__AllowPrivate", "true"), ("Ticker__Webhooks__AllowHttp", "true"));
        var hook = JsonSerializer.Serialize(new { url = receiver.Address + "orders", events = new[] { "order.placed" } });
        Assert.Equal(201, (await cluster.Client.Send(HttpMethod.Post, "/api/v1/webhooks", hook)).Status);
        var contract = await Sample.Contract(cluster.Client);
        await Delivered(cluster, receiver, contract, "before");
        Assert.Equal("default", await cluster.Value("SELECT string_agg(DISTINCT serviceid, ' ') FROM orleansstorage"));

        foreach (var round in new[] { "first", "second" })
        {
            Assert.True(cluster.Publishers.Count == 1, $"{cluster.Publishers.Count} silos publish. {string.Join('\n', cluster.Silos.Select(s => s.Transcript))}");
            var lost = cluster.Publishers[0];
            Assert.Equal(1L, await cluster.Value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32 | objid::bigint) = x'7469636b65720003'::bigint"));
            if (round == "second")
                await cluster.StartSilo();
            lost.Kill();
            var began = TimeProvider.System.GetTimestamp();
            await Eventually.Becomes("order changes after the loss", "one other silo that publishes them", () => cluster.Publishers, p => p.Count == 1 && p[0] != lost, Limit);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cluster.publisher.{round}: {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s"));
            await Delivered(cluster, receiver, contract, round);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cluster.webhook.{round}: {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s"));
        }

        var positions = receiver.Requests.Select(r => Body(r).GetProperty("position").GetInt64()).Distinct().ToList();
        Assert.Equal(positions.Order(), positions);
        await Eventually.Becomes(
            "the outbox", "nothing that is not published",
            () => cluster.Value("SELECT (SELECT max(position) FROM order_outbox) - (SELECT position FROM outbox_positions WHERE consumer = 'stream')"), left => left is 0L, Limit);
    }

    /// <summary>Places an order and waits until the receiver was told of it.</summary>
    static async Task Delivered(ClusterUnderTest cluster, RawHttp receiver, (string Tradingsymbol, int Lot, decimal Price) contract, string key)
    {
        await cluster.Place(key, contract);
        await Eventually.Becomes(
            $"the webhook about {key}", "one that it was placed", () => receiver.Requests.Select(r => Body(r).GetProperty("order").GetProperty("client_order_id").GetString()).ToList(),
            keys => keys.Contains(key), Limit);
    }

    static JsonElement Body(RawRequest request) => JsonElement.Parse(request.Body);

    static async Task<string> MasterKey(TemporaryFolder folder)
    {
        await using var command = ChildProcess.Start("keys", "dotnet", [Repository.Program("Gateway"), "keys", "master", "create", folder.At("master.key")], folder.Path, []);
        Assert.Equal(0, await command.Exit(TimeSpan.FromSeconds(60)));
        return folder.At("master.key");
    }
}
