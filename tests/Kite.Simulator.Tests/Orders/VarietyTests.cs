using System.Text.Json.Nodes;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Orders;

public sealed class VarietyTests
{
    static (string, string)[] Form(Kite.Simulator.Market.Instrument i, params (string Name, string Value)[] changes)
    {
        var form = new Dictionary<string, string>
        {
            ["exchange"] = i.Exchange, ["tradingsymbol"] = i.Symbol, ["transaction_type"] = "BUY", ["order_type"] = "LIMIT", ["product"] = "NRML",
            ["quantity"] = Sim.Text(i.Lot), ["price"] = Sim.Text(i.Asks[0].Price / 100m),
        };
        foreach (var (name, value) in changes)
            form[name] = value;
        return [.. form.Select(static f => (f.Key, f.Value))];
    }

    static async Task<JsonArray> OrdersAsync(Trader trader) => (await trader.GetAsync("/orders")).Data.AsArray();

    static string Text(JsonNode? node) => node!.GetValue<string>();

    [Fact]
    public async Task An_iceberg_shows_one_leg_after_the_other_and_counts_each()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var price = Sim.Text((option.Asks[4].Price / 100m) + 50);
        var answer = await trader.PostAsync("/orders/iceberg", Form(option, ("quantity", "375"), ("iceberg_legs", "3"), ("iceberg_quantity", "150"), ("price", price)));
        Assert.True(answer.Status == 200, answer.Text);
        for (var i = 0; i < 40; i++)
            sim.Turn();
        var legs = await OrdersAsync(trader);
        Assert.Equal([150, 150, 75], legs.Select(static l => l!["quantity"]!.GetValue<int>()));
        Assert.Equal([(1, 225), (2, 75), (3, 0)], legs.Select(static l => (l!["meta"]!["iceberg"]!["leg"]!.GetValue<int>(), l["meta"]!["iceberg"]!["remaining_quantity"]!.GetValue<int>())));
        Assert.Equal(375, (await trader.GetAsync("/portfolio/positions")).Data["net"]![0]!["quantity"]!.GetValue<int>());
        var state = JsonNode.Parse(await sim.Control.GetStringAsync(new Uri("/control/state", UriKind.Relative)))!;
        Assert.Equal(3, state["orders_today"]!["SIM001"]!.GetValue<int>());
        foreach (var (name, value) in ((string, string)[])[("iceberg_legs", "11"), ("iceberg_quantity", "75"), ("validity", "IOC"), ("autoslice", "true")])
            Assert.Equal(400, (await trader.PostAsync("/orders/iceberg", [.. Form(option, ("quantity", "375"), ("iceberg_legs", "3"), ("iceberg_quantity", "150")).Where(f => f.Item1 != name), (name, value)])).Status);
    }

    [Fact]
    public async Task A_cover_order_brings_its_stop_which_ends_it_when_it_is_cancelled()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var stop = Sim.Text((option.Bids[0].Price / 100m) - 20);
        var id = Text((await trader.PostAsync("/orders/co", Form(option, ("product", "MIS"), ("trigger_price", stop)))).Data["order_id"]);
        sim.TurnOrders(12);
        var orders = await OrdersAsync(trader);
        Assert.Equal(("COMPLETE", "CO"), (Text(orders[0]!["status"]), Text(orders[0]!["product"])));
        var second = orders[1]!;
        Assert.Equal((id, "TRIGGER PENDING", "SL", "SELL"), (Text(second["parent_order_id"]), Text(second["status"]), Text(second["order_type"]), Text(second["transaction_type"])));
        Assert.Equal(200, (await trader.DeleteAsync($"/orders/co/{Text(second["order_id"])}?parent_order_id={id}")).Status);
        sim.TurnOrders();
        Assert.Equal("COMPLETE", Text((await OrdersAsync(trader))[1]!["status"]));
        var position = (await trader.GetAsync("/portfolio/positions")).Data["net"]![0]!;
        Assert.Equal((0, "CO"), (position["quantity"]!.GetValue<int>(), Text(position["product"])));
        foreach (var wrong in ((string, string)[])[("product", "NRML"), ("order_type", "SL"), ("trigger_price", "9000")])
            Assert.Equal(400, (await trader.PostAsync("/orders/co", [.. Form(option, ("product", "MIS"), ("trigger_price", stop)).Where(f => f.Item1 != wrong.Item1), wrong])).Status);
    }

    [Fact]
    public async Task After_the_close_orders_wait_for_the_next_session()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        await sim.PostControlAsync("exchange/closed");
        var before = sim.Host.Clock.Now;
        sim.Turn(8);
        Assert.Equal(before, sim.Host.Clock.Now);
        Assert.Contains("closed", (await trader.PlaceAsync(option)).Message, StringComparison.Ordinal);
        Assert.Equal(400, (await trader.PostAsync("/orders/amo", Form(option, ("order_type", "MARKET"), ("market_protection", "-1")))).Status);
        var kept = Text((await trader.PostAsync("/orders/amo", Form(option))).Data["order_id"]);
        var gone = Text((await trader.PostAsync("/orders/amo", Form(option))).Data["order_id"]);
        sim.TurnOrders();
        Assert.Equal("AMO REQ RECEIVED", Text((await trader.OrderAsync(kept))["status"]));
        await trader.DeleteAsync($"/orders/amo/{gone}");
        Assert.Equal("CANCELLED", Text((await trader.OrderAsync(gone))["status"]));
        await sim.PostControlAsync("exchange/open");
        sim.TurnOrders(5);
        Assert.Equal("COMPLETE", Text((await trader.OrderAsync(kept))["status"]));
    }

    [Fact]
    public async Task A_stop_market_order_of_a_future_becomes_a_limit_order_within_its_protection()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var future = sim.Host.World.Market.Find("NFO:NIFTY25NOVFUT")!;
        var trigger = (future.Last / 100m) + 10;
        Assert.Equal(400, (await trader.PostAsync("/orders/regular", Form(future, ("order_type", "SL-M"), ("trigger_price", Sim.Text(trigger))))).Status);
        var id = Text((await trader.PostAsync("/orders/regular", Form(future, ("order_type", "SL-M"), ("trigger_price", Sim.Text(trigger)), ("market_protection", "2")))).Data["order_id"]);
        sim.TurnOrders();
        Assert.Equal("TRIGGER PENDING", Text((await trader.OrderAsync(id))["status"]));
        Assert.Equal(200, (await trader.PutAsync($"/orders/regular/{id}", ("trigger_price", Sim.Text(trigger + 10)))).Status);
        sim.TurnOrders();
        lock (sim.Host.World.Gate)
            future.Last += 2000;
        sim.TurnOrders();
        var order = await trader.OrderAsync(id);
        Assert.Equal("COMPLETE", Text(order["status"]));
        Assert.InRange(order["price"]!.GetValue<decimal>(), trigger * 1.015m, trigger * 1.025m);
    }

    [Fact]
    public async Task A_slice_that_the_funds_do_not_cover_is_refused_in_the_answer_and_the_others_stand()
    {
        await using var sim = await Sim.StartAsync(Sim.Options with { Funds = 4000 });
        var trader = await sim.LoginAsync();
        var answer = await trader.PlaceAsync(sim.Option(), ("quantity", "3750"), ("autoslice", "true"), ("price", "1"));
        var children = answer.Data["children"]!.AsArray();
        Assert.Equal([true, true, true], children.Select(static c => c!["order_id"] is not null));
        answer = await trader.PlaceAsync(sim.Option(), ("quantity", "3750"), ("autoslice", "true"), ("price", "1"));
        children = answer.Data["children"]!.AsArray();
        Assert.Equal((200, "MarginException", 400), (answer.Status, Text(children[0]!["error"]!["error_type"]), children[0]!["error"]!["code"]!.GetValue<int>()));
        Assert.NotNull(children[2]!["order_id"]);
    }

    [Fact]
    public async Task A_position_changes_its_product()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        await trader.PlacedAsync(option, ("quantity", "150"), ("price", Sim.Text((option.Asks[4].Price / 100m) + 50)));
        for (var i = 0; i < 20; i++)
            sim.Turn();
        Task<Answer> Convert(params (string, string)[] changes) => trader.PutAsync("/portfolio/positions", [.. new (string, string)[]
        {
            ("exchange", "NFO"), ("tradingsymbol", option.Symbol), ("transaction_type", "BUY"), ("position_type", "day"), ("quantity", "75"), ("old_product", "NRML"), ("new_product", "MIS"),
        }.Where(f => changes.All(c => c.Item1 != f.Item1)), .. changes]);

        Assert.True((await Convert()).Data.GetValue<bool>());
        var net = (await trader.GetAsync("/portfolio/positions")).Data["net"]!.AsArray();
        Assert.Equal([("NRML", 75), ("MIS", 75)], net.Select(static p => (Text(p!["product"]), p["quantity"]!.GetValue<int>())));
        foreach (var wrong in ((string, string)[])[("quantity", "150"), ("new_product", "CNC"), ("transaction_type", "SELL"), ("transaction_type", "X"), ("position_type", "X"), ("tradingsymbol", "NONE")])
            Assert.Equal(400, (await Convert(wrong)).Status);
    }
}
