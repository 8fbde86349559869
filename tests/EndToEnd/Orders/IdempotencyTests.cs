using EndToEnd.Support;

namespace EndToEnd.Orders;

/// <summary>One key, one order; and what is left after a kill.</summary>
public sealed class IdempotencyTests
{
    [Fact]
    public async Task Fifty_parallel_requests_with_one_key_are_one_order()
    {
        using var folder = new TemporaryFolder();
        await using var simulator = await SimulatorProcess.Start();
        using var broker = await Broker.LogIn(simulator);
        await using var service = await ServiceProcess.Start(folder.At("data"), simulator.Settings());
        var order = Sample.Limit(await Sample.Contract(service.Client));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => service.Client.Place("fifty", order)));

        Assert.All(answers, a => Assert.True(a.Status is 200 or 201 or 202, a.ToString()));
        Assert.Single(answers, a => a.Status == 201);
        Assert.Single(answers.Select(a => a.Json.GetProperty("id").GetString()).Distinct());
        var atTheBroker = Assert.Single(await broker.Orders());
        Assert.All(answers.Where(a => a.Status != 202), a => Assert.Equal(atTheBroker.OrderId, a.Json.BrokerId()));
        Assert.Equal(atTheBroker.Tag, answers[0].Json.GetProperty("tag").GetString());
        Assert.Equal(1, (await service.Client.Get("/api/v1/orders")).Json.GetProperty("orders").GetArrayLength());
    }

    [Fact]
    public async Task The_same_key_with_another_payload_is_a_conflict_and_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var simulator = await SimulatorProcess.Start();
        using var broker = await Broker.LogIn(simulator);
        await using var service = await ServiceProcess.Start(folder.At("data"), simulator.Settings());
        var contract = await Sample.Contract(service.Client);
        var first = await service.Client.Place("taken", Sample.Limit(contract));
        Assert.Equal(201, first.Status);

        foreach (var other in new[] { contract with { Price = contract.Price - 1 }, contract with { Lot = contract.Lot * 2 } })
        {
            var answer = await service.Client.Place("taken", Sample.Limit(other));
            Assert.Equal(409, answer.Status);
            Assert.Equal("idempotency_conflict", answer.Code);
        }

        var same = await service.Client.Place("taken", Sample.Limit(contract));
        Assert.Equal((200, first.Json.BrokerId()), (same.Status, same.Json.BrokerId()));
        Assert.Single(await broker.Orders());
    }

    [Fact]
    public async Task After_kill_9_orders_subscriptions_and_the_bundled_simulators_books_are_there()
    {
        const string Extra = "NFO:BANKNIFTY25DECFUT";
        using var folder = new TemporaryFolder();
        var settings = new Dictionary<string, string> { ["Ticker__Subscriptions__Underlyings__0"] = "NIFTY" };
        string id, brokerId;
        object resting;
        await using (var first = await ServiceProcess.Start(folder.At("data"), settings))
        {
            var contract = await Sample.Contract(first.Client);
            resting = Sample.Limit(contract);
            var placed = await first.Client.Place("resting", resting);
            var filled = await first.Client.Place("filled", new
            {
                exchange = "NFO", tradingsymbol = contract.Tradingsymbol, transaction_type = "BUY", order_type = "MARKET", product = "NRML", quantity = contract.Lot,
            });
            Assert.Equal((201, 201), (placed.Status, filled.Status));
            (id, brokerId) = (placed.Json.GetProperty("id").GetString()!, placed.Json.BrokerId()!);
            await Eventually.Becomes("the market order", "complete", () => first.Client.Order("filled"), o => o?.Status() == "complete");
            Assert.Equal(200, (await first.Client.Put("/api/v1/subscriptions/" + Extra)).Status);
            await first.Kill();
        }

        await using var second = await ServiceProcess.Start(folder.At("data"), settings);

        var order = (await second.Client.Get("/api/v1/orders/" + id)).Json;
        Assert.Equal(("open", brokerId), (order.Status(), order.BrokerId()));
        Assert.Equal("complete", (await second.Client.Order("filled"))!.Value.Status());
        var subscriptions = (await second.Client.Get("/api/v1/subscriptions?limit=1000")).Json.GetProperty("subscriptions").EnumerateArray();
        Assert.Equal("explicit", Assert.Single(subscriptions, s => s.GetProperty("instrument").GetString() == Extra).GetProperty("reason").GetString());
        var repeated = await second.Client.Place("resting", resting);
        Assert.Equal((200, brokerId), (repeated.Status, repeated.Json.BrokerId()));
        // The broker's books were killed with the service: only if they survived can it cancel.
        var cancelled = await second.Client.Delete("/api/v1/orders/" + id);
        Assert.True(cancelled.Status is 200 or 202, cancelled.ToString());
        await Eventually.Becomes("the cancelled order", "cancelled", () => second.Client.Order("resting"), o => o?.Status() == "cancelled");
    }

    [Fact]
    public async Task Stopped_in_the_ordinary_way_it_ends_with_exit_code_0()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.Start(folder.At("data"));

        Assert.Equal(0, await service.Process.Stop());
        Assert.Empty(service.Process.Errors);
    }
}
