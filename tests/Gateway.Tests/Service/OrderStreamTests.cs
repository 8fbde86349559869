using System.Text.Json;
using Gateway.Tests.Support;

namespace Gateway.Tests.Service;

[Collection(nameof(Support.Service))]
public class OrderStreamTests(Support.Service service)
{
    static int s_keys;

    static string NewKey() => $"stream-tests.{Interlocked.Increment(ref s_keys)}";

    async Task<string> Placed() =>
        (await service.Post("/api/v1/orders?wait_ms=20000", await service.BuyBelowMarket(), NewKey())).IsOk(201).Json.GetProperty("id").GetString()!;

    async Task Cancelled(string id)
    {
        (await service.Send(new(HttpMethod.Delete, $"/api/v1/orders/{id}"))).IsOk();
        await Eventually.Until(() => service.Get($"/api/v1/orders/{id}"), o => o.Json.GetProperty("status").GetString() == "cancelled", "the order to be cancelled");
    }

    /// <summary>Deltas of one order until it has this status; heartbeats and other orders are passed over.</summary>
    static async Task<List<JsonElement>> Until(HubClient hub, string stream, string id, string status)
    {
        var deltas = new List<JsonElement>();
        while (deltas.Count == 0 || deltas[^1].GetProperty("order").GetProperty("status").GetString() != status)
        {
            var frame = await hub.Frame(stream);
            Assert.NotEqual("gap", frame.Type());
            if (frame.Type() == "delta" && frame.GetProperty("order").GetProperty("id").GetString() == id)
                deltas.Add(frame);
        }

        return deltas;
    }

    [Fact]
    public async Task Every_change_of_an_order_comes_once_and_in_commit_order()
    {
        await using var hub = await HubClient.Connect(service.Address);
        await hub.StreamOrders("1");
        var snapshot = await hub.Frame("1");
        Assert.Equal("snapshot", snapshot.Type());
        var id = await Placed();
        await Cancelled(id);
        var deltas = await Until(hub, "1", id, "cancelled");
        var versions = deltas.Select(d => d.GetProperty("order").GetProperty("version").GetInt64()).ToList();
        Assert.Equal(Enumerable.Range(1, versions.Count).Select(v => (long)v), versions);
        var positions = deltas.Select(d => d.GetProperty("position").GetInt64()).ToList();
        Assert.Equal(positions.Order().Distinct(), positions);
        Assert.True(positions[0] > snapshot.GetProperty("position").GetInt64());
    }

    [Fact]
    public async Task The_snapshot_holds_what_is_open_and_changes_follow_from_it()
    {
        var id = await Placed();
        await Eventually.Until(() => service.Get($"/api/v1/orders/{id}"), o => o.Json.GetProperty("status").GetString() == "open", "the order to be open");
        await using var hub = await HubClient.Connect(service.Address);
        await hub.StreamOrders("1", new { account = "sim" });
        var orders = (await hub.Frame("1")).GetProperty("orders").EnumerateArray().ToList();
        var shown = Assert.Single(orders, o => o.GetProperty("id").GetString() == id);
        Assert.DoesNotContain(orders, o => o.GetProperty("status").GetString() is "cancelled" or "complete" or "rejected");
        await Cancelled(id);
        var deltas = await Until(hub, "1", id, "cancelled");
        Assert.Equal(shown.GetProperty("version").GetInt64() + 1, deltas[0].GetProperty("order").GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task A_client_that_was_away_gets_exactly_what_it_missed()
    {
        long position;
        await using (var hub = await HubClient.Connect(service.Address))
        {
            await hub.StreamOrders("1");
            position = (await hub.Frame("1")).GetProperty("position").GetInt64();
        }

        var id = await Placed();
        await Cancelled(id);
        await using var again = await HubClient.Connect(service.Address);
        await again.StreamOrders("1", new { resume = position });
        var missed = await Until(again, "1", id, "cancelled");
        Assert.Equal(1, missed[0].GetProperty("order").GetProperty("version").GetInt64());
        Assert.Equal(missed.Count, missed[^1].GetProperty("order").GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task An_account_without_orders_has_an_empty_snapshot_and_heartbeats_that_move_on()
    {
        await using var hub = await HubClient.Connect(service.Address);
        await hub.StreamOrders("1", new { account = "nobody" });
        var snapshot = await hub.Frame("1");
        Assert.Equal(0, snapshot.GetProperty("orders").GetArrayLength());
        await Placed();
        var heartbeat = await hub.Frame("1");
        Assert.Equal("heartbeat", heartbeat.Type());
        Assert.True(heartbeat.GetProperty("position").GetInt64() > snapshot.GetProperty("position").GetInt64());
    }

    [Fact]
    public async Task A_position_of_another_database_is_a_gap_and_a_snapshot()
    {
        await using var hub = await HubClient.Connect(service.Address);
        await hub.StreamOrders("1", new { resume = 1_000_000_000 });
        Assert.Equal("gap", (await hub.Frame("1")).Type());
        Assert.Equal("snapshot", (await hub.Frame("1")).Type());
    }

    [Fact]
    public async Task A_negative_position_ends_the_invocation_with_a_sentence()
    {
        await using var hub = await HubClient.Connect(service.Address);
        await hub.StreamOrders("1", new { resume = -1 });
        Assert.Contains("resume is -1; it must be", (await hub.Next("1")).GetProperty("error").GetString(), StringComparison.Ordinal);
    }
}
