using System.Globalization;
using System.Text.Json;
using EndToEnd.Orders;
using EndToEnd.Support;

namespace Cluster.Tests;

/// <summary>One of two silos is killed while its chains stream and orders are placed.</summary>
public sealed class LostSiloTests(ITestOutputHelper output)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Settled = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Every_chain_resumes_and_every_order_is_there_once_after_a_silo_is_killed()
    {
        await using var cluster = await ClusterUnderTest.Start();
        using var broker = await Broker.LogIn(cluster.Simulator);
        var contract = await Sample.Contract(cluster.Client);
        var chains = await Chains(cluster.Client);
        Assert.NotEmpty(chains);
        var before = await Read(cluster.Client, chains);
        using var enough = new CancellationTokenSource();
        var placing = PlaceUntil(cluster, contract, enough.Token);
        await Eventually.Becomes("orders before the loss", "five in the book", broker.Orders, o => o.Count >= 5, Settled);

        var lost = cluster.FeedSilo;
        lost.Kill();
        var began = TimeProvider.System.GetTimestamp();
        foreach (var chain in chains)
        {
            await Eventually.Becomes(
                $"{chain} after the loss", "a later epoch, and prices that come in", () => Read(cluster.Client, chain),
                now => now is { Prices: true } && now.Value.Epoch > before[chain].Epoch && now.Value.Version > 0, Limit);
        }

        var resumed = TimeProvider.System.GetElapsedTime(began);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cluster.resume: {resumed.TotalSeconds:0.0} s"));
        Assert.True(resumed <= Limit, $"The last of {chains.Count} chains resumed after {resumed.TotalSeconds:0.0} s. {string.Join('\n', cluster.Silos.Select(s => s.Transcript))}");

        var after = (await broker.Orders()).Count;
        await Eventually.Becomes("orders after the loss", "five more in the book", broker.Orders, o => o.Count >= after + 5, Settled);
        await enough.CancelAsync();
        await AllOnce(cluster.Client, broker, await placing);
    }

    [Fact]
    public async Task A_silo_that_is_stopped_hands_its_grains_over_and_ends_well_and_operators_see_the_cluster()
    {
        await using var cluster = await ClusterUnderTest.Start();
        var page = await cluster.Client.Get("/ops/orleans/");
        Assert.Equal(200, page.Status);
        Assert.Contains("<html", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(200, (await cluster.Client.Get("/ops/orleans/DashboardCounters")).Status);

        var chains = await Chains(cluster.Client);
        var before = await Read(cluster.Client, chains);
        Assert.Equal(0, await cluster.FeedSilo.Stop());
        foreach (var chain in chains)
        {
            await Eventually.Becomes(
                $"{chain} after the stop", "a later version", () => Read(cluster.Client, chain),
                now => now is { Prices: true } && now.Value.Epoch > before[chain].Epoch, Limit);
        }
    }

    /// <summary>One order after the other; a key whose answer was lost is repeated until it has one.</summary>
    static async Task<List<string>> PlaceUntil(ClusterUnderTest cluster, (string Tradingsymbol, int Lot, decimal Price) contract, CancellationToken enough)
    {
        var keys = new List<string>();
        while (!enough.IsCancellationRequested)
        {
            var key = $"cluster-{keys.Count}";
            keys.Add(key);
            await cluster.Place(key, contract);
        }

        return keys;
    }

    static async Task AllOnce(ServiceClient client, Broker broker, List<string> keys)
    {
        var ids = new List<string>();
        foreach (var key in keys)
        {
            var order = await Eventually.Becomes($"the order {key}", "open or final", () => client.Order(key), o => o is { } found && found.IsSettled(), Settled);
            Assert.True(order!.Value.BrokerId() is not null, $"{key}: {order.Describe()}");
            ids.Add(order.Value.BrokerId()!);
        }

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(ids.Order(), (await broker.Orders()).Select(o => o.OrderId).Order());
    }

    static async Task<List<string>> Chains(ServiceClient client)
    {
        var listed = (await client.Get("/api/v1/underlyings")).Json.GetProperty("underlyings").EnumerateArray();
        return [.. listed.Where(u => u.GetProperty("underlying").GetString() is "NIFTY" or "BANKNIFTY")
            .SelectMany(u => u.GetProperty("expiries").EnumerateArray().Select(e => $"/api/v1/chains/{u.GetProperty("underlying").GetString()}?expiry={e.GetString()}"))];
    }

    static async Task<Dictionary<string, (long Epoch, long Version, bool Prices)>> Read(ServiceClient client, List<string> chains)
    {
        var states = new Dictionary<string, (long, long, bool)>();
        foreach (var chain in chains)
            states[chain] = (await Eventually.Becomes(chain, "prices", () => Read(client, chain), c => c is { Prices: true }, Settled))!.Value;
        return states;
    }

    /// <summary>Null while the chain does not answer; prices are there when a row at the money comes from a socket that is well.</summary>
    static async Task<(long Epoch, long Version, bool Prices)?> Read(ServiceClient client, string chain)
    {
        Answer answer;
        try
        {
            answer = await client.Get(chain).WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // A request that was on its way to the lost silo; the next one finds the chain's new place.
            return null;
        }

        if (answer.Status != 200)
            return null;
        var calls = answer.Json.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("call")).Where(c => c.ValueKind == JsonValueKind.Object);
        return (answer.Json.GetProperty("epoch").GetInt64(), answer.Json.GetProperty("version").GetInt64(), calls.Any(c => c.GetProperty("freshness").GetString() == "simulated"));
    }
}
