using Kite.Simulator.Market;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Orders;

public sealed class OrderLifeTests
{
    [Fact]
    public async Task A_limit_order_at_the_offer_goes_through_all_states_and_fills()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var id = await trader.PlacedAsync(option, ("tag", "abc123"));
        Assert.Equal(19, id.Length);
        var order = await trader.OrderAsync(id);
        Assert.Equal("PUT ORDER REQ RECEIVED", order["status"]!.GetValue<string>());
        Assert.Null(order["exchange_order_id"]);
        sim.TurnOrders();
        Assert.Equal(
            ["PUT ORDER REQ RECEIVED", "VALIDATION PENDING", "OPEN PENDING", "OPEN", "COMPLETE"], await trader.StatesAsync(id));
        order = await trader.OrderAsync(id);
        Assert.Equal((75, 0, "abc123", "abc123"), (
            order["filled_quantity"]!.GetValue<int>(), order["pending_quantity"]!.GetValue<int>(), order["tag"]!.GetValue<string>(), order["tags"]![0]!.GetValue<string>()));
        Assert.NotNull(order["exchange_order_id"]);
        var trade = (await trader.GetAsync($"/orders/{id}/trades")).Data.AsArray().Single()!;
        Assert.Equal(option.Asks[0].Price / 100.0, trade["average_price"]!.GetValue<double>());
        Assert.Equal("12:22:30", trade["order_timestamp"]!.GetValue<string>());
        Assert.Single((await trader.GetAsync("/trades")).Data.AsArray());
    }

    [Fact]
    public async Task A_limit_order_rests_until_the_market_trades_through_it()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var id = await trader.PlacedAsync(option, ("price", Sim.Text((option.Bids[0].Price - 500) / 100m)));
        sim.TurnOrders();
        Assert.Equal("OPEN", (await trader.OrderAsync(id))["status"]!.GetValue<string>());
        lock (sim.Host.World.Gate)
            Offer(option, option.Bids[0].Price - 500, quantity: 75);
        sim.TurnOrders(1);
        var order = await trader.OrderAsync(id);
        Assert.Equal("COMPLETE", order["status"]!.GetValue<string>());
        Assert.Equal(order["price"]!.GetValue<double>(), order["average_price"]!.GetValue<double>());
    }

    [Fact]
    public async Task A_large_order_fills_in_parts_and_the_rest_can_be_cancelled()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        lock (sim.Host.World.Gate)
        {
            Offer(option, option.Asks[0].Price, quantity: 150);
            Array.Clear(option.Asks, 1, 4);
        }

        var id = await trader.PlacedAsync(option, ("quantity", "750"));
        sim.TurnOrders();
        var order = await trader.OrderAsync(id);
        Assert.Equal(("OPEN", 150, 600), (order["status"]!.GetValue<string>(), order["filled_quantity"]!.GetValue<int>(), order["pending_quantity"]!.GetValue<int>()));
        Assert.Equal(200, (await trader.DeleteAsync($"/orders/regular/{id}")).Status);
        sim.TurnOrders();
        order = await trader.OrderAsync(id);
        Assert.Equal(("CANCELLED", 150, 600), (order["status"]!.GetValue<string>(), order["filled_quantity"]!.GetValue<int>(), order["cancelled_quantity"]!.GetValue<int>()));
        Assert.Contains("CANCEL PENDING", await trader.StatesAsync(id));
        Assert.Equal((400, "OrderException"), Kind(await trader.DeleteAsync($"/orders/regular/{id}")));
    }

    [Fact]
    public async Task An_immediate_or_cancel_order_does_not_rest()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var id = await trader.PlacedAsync(option, ("validity", "IOC"), ("price", Sim.Text((option.Bids[0].Price - 500) / 100m)));
        sim.TurnOrders();
        Assert.Equal("CANCELLED", (await trader.OrderAsync(id))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_order_with_a_time_to_live_ends_after_it()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var id = await trader.PlacedAsync(option, ("validity", "TTL"), ("validity_ttl", "1"), ("price", "0.05"));
        sim.TurnOrders();
        Assert.Equal("OPEN", (await trader.OrderAsync(id))["status"]!.GetValue<string>());
        sim.Turn(4 * 61);
        Assert.Equal("CANCELLED", (await trader.OrderAsync(id))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_market_order_becomes_a_limit_order_at_the_edge_of_its_protection()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var buy = await trader.PlacedAsync(option, ("order_type", "MARKET"), ("price", "-"), ("market_protection", "2"));
        var sell = await trader.PlacedAsync(option, ("order_type", "MARKET"), ("price", "-"), ("market_protection", "-1"), ("transaction_type", "SELL"));
        var last = option.Last;
        sim.TurnOrders();
        var order = await trader.OrderAsync(buy);
        Assert.Equal(("LIMIT", 0), (order["order_type"]!.GetValue<string>(), order["market_protection"]!.GetValue<int>()));
        Assert.Equal(["mktp", "mktp:2.00"], order["tags"]!.AsArray().Select(static t => t!.GetValue<string>()));
        Assert.Equal(Math.Ceiling(last * 1.02 / 5) * 5 / 100, order["price"]!.GetValue<double>(), 0.0001);
        Assert.Equal("COMPLETE", order["status"]!.GetValue<string>());
        Assert.True((await trader.OrderAsync(sell))["price"]!.GetValue<double>() < last / 100.0);
    }

    [Fact]
    public async Task A_stop_order_waits_for_its_trigger_then_joins_the_book()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var trigger = option.Last + 1000;
        var id = await trader.PlacedAsync(
            option, ("order_type", "SL"), ("trigger_price", Sim.Text(trigger / 100m)), ("price", Sim.Text((trigger + 1000) / 100m)));
        sim.TurnOrders();
        Assert.Equal("TRIGGER PENDING", (await trader.OrderAsync(id))["status"]!.GetValue<string>());
        lock (sim.Host.World.Gate)
        {
            option.Last = trigger;
            Offer(option, trigger + 100, quantity: 750);
        }

        sim.TurnOrders();
        Assert.Equal(
            ["PUT ORDER REQ RECEIVED", "VALIDATION PENDING", "OPEN PENDING", "TRIGGER PENDING", "OPEN PENDING", "OPEN", "COMPLETE"],
            await trader.StatesAsync(id));
    }

    [Fact]
    public async Task A_modification_shows_its_values_only_when_the_exchange_has_confirmed_it()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var id = await trader.PlacedAsync(sim.Option(), ("price", "1"));
        sim.TurnOrders();
        Assert.Equal(200, (await trader.PutAsync($"/orders/regular/{id}", ("price", "2"), ("quantity", "150"))).Status);
        Assert.Equal(1, (await trader.OrderAsync(id))["price"]!.GetValue<double>());
        Assert.Equal(400, (await trader.PutAsync($"/orders/regular/{id}", ("price", "3"))).Status);
        Assert.Equal(400, (await trader.DeleteAsync($"/orders/regular/{id}")).Status);
        sim.TurnOrders();
        var order = await trader.OrderAsync(id);
        Assert.Equal(("OPEN", 2.0, 150), (order["status"]!.GetValue<string>(), order["price"]!.GetValue<double>(), order["quantity"]!.GetValue<int>()));
        Assert.Equal(
            ["OPEN", "MODIFY VALIDATION PENDING", "MODIFY PENDING", "MODIFIED", "OPEN"], (await trader.StatesAsync(id))[3..]);
    }

    [Fact]
    public async Task An_order_that_fills_while_its_cancel_is_on_the_way_is_complete()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var id = await trader.PlacedAsync(option, ("price", Sim.Text((option.Bids[0].Price - 500) / 100m)));
        sim.TurnOrders();
        await trader.DeleteAsync($"/orders/regular/{id}");
        lock (sim.Host.World.Gate)
            Offer(option, option.Bids[0].Price - 500, quantity: 75);
        sim.TurnOrders();
        Assert.Equal("COMPLETE", (await trader.OrderAsync(id))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Twenty_five_modifications_are_the_limit()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var id = await trader.PlacedAsync(sim.Option(), ("price", "1"));
        sim.TurnOrders();
        for (var i = 0; i < 25; i++)
        {
            Assert.Equal(200, (await trader.PutAsync($"/orders/regular/{id}", ("price", Sim.Text(2 + i)))).Status);
            sim.TurnOrders();
        }

        Assert.Equal((400, "OrderException"), Kind(await trader.PutAsync($"/orders/regular/{id}", ("price", "1"))));
    }

    [Fact]
    public async Task Without_funds_an_order_is_received_and_then_rejected()
    {
        await using var sim = await Sim.StartAsync(Sim.Options with { Funds = 100 });
        var trader = await sim.LoginAsync();
        var id = await trader.PlacedAsync(sim.Option());
        sim.TurnOrders();
        var order = await trader.OrderAsync(id);
        Assert.Equal("REJECTED", order["status"]!.GetValue<string>());
        Assert.StartsWith("Insufficient funds. Required margin is ", order["status_message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(order["exchange_order_id"]);
        var sold = await trader.PlacedAsync(sim.Option(), ("transaction_type", "SELL"));
        sim.TurnOrders();
        Assert.Equal("REJECTED", (await trader.OrderAsync(sold))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_change_is_pushed_to_all_sockets_of_the_user()
    {
        await using var sim = await Sim.StartAsync(Sim.Options with { Accounts = 2 });
        var trader = await sim.LoginAsync();
        using var one = await TickerClient.ConnectAsync(sim, trader);
        using var two = await TickerClient.ConnectAsync(sim, trader);
        using var stranger = await TickerClient.ConnectAsync(sim, await sim.LoginAsync(1));
        await stranger.SendAsync("""{"a":"mode","v":["ltp",[256265]]}""");
        await stranger.PacketsAsync();
        var id = await trader.PlacedAsync(sim.Option(), ("tag", "pushed"));
        sim.TurnOrders();
        foreach (var client in (TickerClient[])[one, two])
        {
            var open = System.Text.Json.Nodes.JsonNode.Parse(await client.TextAsync())!;
            var complete = System.Text.Json.Nodes.JsonNode.Parse(await client.TextAsync())!;
            Assert.Equal(("order", "OPEN"), (open["type"]!.GetValue<string>(), open["data"]!["status"]!.GetValue<string>()));
            Assert.Equal((id, "COMPLETE", "pushed", ""), (
                complete["data"]!["order_id"]!.GetValue<string>(), complete["data"]!["status"]!.GetValue<string>(),
                complete["data"]!["tag"]!.GetValue<string>(), complete["data"]!["checksum"]!.GetValue<string>()));
        }

        await sim.PostControlAsync("sockets/text?user=SIM002&data=mark");
        Assert.Equal("mark", await stranger.TextAsync());
    }

    [Fact]
    public async Task At_the_end_of_the_session_open_orders_expire_and_the_book_is_wiped()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var open = await trader.PlacedAsync(sim.Option(), ("price", "1"));
        sim.TurnOrders();
        using var client = await TickerClient.ConnectAsync(sim, trader);
        await sim.PostControlAsync("clock/advance?to=2025-11-24 09:15:00");
        var pushed = await client.TextAsync();
        Assert.Contains(open, pushed, StringComparison.Ordinal);
        Assert.Contains("CANCELLED", pushed, StringComparison.Ordinal);
        trader = await sim.LoginAsync();
        Assert.Empty((await trader.GetAsync("/orders")).Data.AsArray());
        Assert.Equal(400, (await trader.GetAsync($"/orders/{open}")).Status);
    }

    /// <summary>Puts a new book in place whose best offer is at a price.</summary>
    static void Offer(Instrument instrument, int price, int quantity)
    {
        instrument.Asks[0] = new() { Price = price, Quantity = quantity, Orders = 1 };
        instrument.BookVersion++;
    }

    static (int, string) Kind(Answer answer) => (answer.Status, answer.ErrorType);
}
