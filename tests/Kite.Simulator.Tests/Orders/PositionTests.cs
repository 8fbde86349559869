using System.Text.Json.Nodes;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Orders;

public sealed class PositionTests
{
    static double Number(JsonNode row, string field) => row[field]!.GetValue<double>();

    [Fact]
    public async Task Buying_and_selling_make_a_position_with_an_average_and_a_profit()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        await trader.PlacedAsync(option, ("quantity", "150"));
        sim.TurnOrders();
        await trader.PlacedAsync(option, ("transaction_type", "SELL"), ("price", Sim.Text(option.Bids[0].Price / 100m)));
        sim.TurnOrders();
        var positions = (await trader.GetAsync("/portfolio/positions")).Data;
        var net = positions["net"]!.AsArray().Single()!;
        Assert.Equal((75, 150, 75), (net["quantity"]!.GetValue<int>(), net["buy_quantity"]!.GetValue<int>(), net["sell_quantity"]!.GetValue<int>()));
        Assert.Equal(option.Asks[0].Price / 100.0, Number(net, "average_price"), 0.0001);
        Assert.Equal(Number(net, "sell_value") - Number(net, "buy_value"), Number(net, "value"), 0.01);
        Assert.Equal(Number(net, "value") + (75 * option.Last / 100.0), Number(net, "pnl"), 0.01);
        Assert.Single(positions["day"]!.AsArray());
        Assert.Empty((await trader.GetAsync("/portfolio/holdings")).Data.AsArray());
    }

    [Fact]
    public async Task A_position_is_carried_over_night_unless_it_is_intraday()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        await trader.PlacedAsync(sim.Option());
        await trader.PlacedAsync(sim.Option(1), ("product", "MIS"));
        await trader.PlacedAsync(sim.Option(2), ("transaction_type", "SELL"), ("price", Sim.Text(sim.Option(2).Bids[0].Price / 100m)));
        sim.TurnOrders();
        await sim.PostControlAsync("clock/advance?to=2025-11-24 09:20:00");
        trader = await sim.LoginAsync();
        var positions = (await trader.GetAsync("/portfolio/positions")).Data;
        var rows = positions["net"]!.AsArray();
        Assert.Equal([75, -75], rows.Select(static r => r!["quantity"]!.GetValue<int>()));
        Assert.Equal([75, -75], rows.Select(static r => r!["overnight_quantity"]!.GetValue<int>()));
        Assert.All(rows, static r => Assert.True(Number(r!, "close_price") > 0));
        Assert.Empty(positions["day"]!.AsArray());
    }

    [Fact]
    public async Task A_contract_that_expires_is_settled_in_cash()
    {
        await using var sim = await Sim.StartAsync(Sim.Options with { Start = new(2025, 11, 25, 15, 29, 0, new(5, 30, 0)) });
        var trader = await sim.LoginAsync();
        var option = sim.Option(-20);
        await trader.PlacedAsync(option);
        sim.TurnOrders();
        var paid = (await trader.GetAsync("/user/margins/equity")).Data["utilised"]!["option_premium"]!.GetValue<double>();
        var index = option.Underlying.Index;
        await sim.PostControlAsync("clock/advance?to=2025-11-26 09:15:00");
        trader = await sim.LoginAsync();
        Assert.Empty((await trader.GetAsync("/portfolio/positions")).Data["net"]!.AsArray());
        var cash = (await trader.GetAsync("/user/margins/equity")).Data["available"]!["cash"]!.GetValue<double>();
        Assert.Equal(10_000_000 - paid + (75 * ((index.Close / 100.0) - option.Strike)), cash, 0.01);
        Assert.Equal(400, (await trader.PlaceAsync(option)).Status);
    }
}
