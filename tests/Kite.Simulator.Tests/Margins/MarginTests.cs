using System.Text.Json.Nodes;
using Kite.Simulator.Market;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Margins;

public sealed class MarginTests
{
    static Dictionary<string, object> Order(Instrument i, string side, decimal price, string priceField = "price") => new()
    {
        ["exchange"] = i.Exchange, ["tradingsymbol"] = i.Symbol, ["transaction_type"] = side, ["variety"] = "regular", ["product"] = "NRML",
        ["order_type"] = "LIMIT", ["quantity"] = i.Lot, [priceField] = price, ["order_id"] = "any",
    };

    [Fact]
    public async Task A_bought_option_costs_its_premium_and_a_sold_one_blocks_span_and_exposure()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var data = (await trader.PostJsonAsync("/margins/orders", new[] { Order(option, "BUY", 100), Order(option, "SELL", 100) })).Data;
        Assert.Equal((7500m, 7500m, 0m), (Number(data[0], "total"), Number(data[0], "option_premium"), Number(data[0], "span")));
        Assert.Equal(75 * 25943.95m * 0.12m, Number(data[1], "total"));
        Assert.Equal("stt", data[1]!["charges"]!["transaction_tax_type"]!.GetValue<string>());
        var compact = (await trader.PostJsonAsync("/margins/orders?mode=compact", new[] { Order(option, "BUY", 100) })).Data[0]!.AsObject();
        Assert.Equal(["type", "tradingsymbol", "exchange", "total"], compact.Select(static p => p.Key));
    }

    [Theory]
    [InlineData("True")]
    [InlineData("false")]
    public async Task A_hedge_makes_a_basket_cheaper_than_its_orders(string considerPositions)
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var basket = new[] { Order(sim.Option(), "SELL", 100), Order(sim.Option(4), "BUY", 30) };
        var data = (await trader.PostJsonAsync($"/margins/basket?consider_positions={considerPositions}&mode=", basket)).Data;
        Assert.True(Number(data["final"], "total") < Number(data["initial"], "total") / 2, data.ToJsonString());
        Assert.Equal(75 * (30 - 100m), Number(data["final"], "option_premium"));
        Assert.Equal(2, data["orders"]!.AsArray().Count);
        Assert.Equal(4, (await trader.PostJsonAsync("/margins/basket?mode=compact", basket)).Data["final"]!.AsObject().Count);
    }

    [Fact]
    public async Task Charges_follow_the_dated_rates()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var future = sim.Host.World.Market.Find("NFO:NIFTY25NOVFUT")!;
        var rows = (await trader.PostJsonAsync("/charges/orders", new[] { Order(option, "SELL", 100, "average_price"), Order(option, "BUY", 100, "average_price"), Order(future, "SELL", 26000, "average_price") })).Data;
        var sell = rows[0]!["charges"]!;
        Assert.Equal((7.5m, 2.627m, 20m, 0m), (Number(sell, "transaction_tax"), Math.Round(Number(sell, "exchange_turnover_charge"), 3), Number(sell, "brokerage"), Number(sell, "stamp_duty")));
        Assert.Equal(Number(sell["gst"], "total"), Math.Round((20 + (7500 * 0.0003503m) + 0.0075m) * 0.18m, 10));
        Assert.Equal((0m, 0.225m), (Number(rows[1]!["charges"], "transaction_tax"), Number(rows[1]!["charges"], "stamp_duty")));
        Assert.Equal((390m, 20m), (Number(rows[2]!["charges"], "transaction_tax"), Number(rows[2]!["charges"], "brokerage")));
        Assert.Equal(100m, Number(rows[0], "price"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("nothing")]
    [InlineData("""[{"exchange":"NFO","tradingsymbol":"NONE"}]""")]
    [InlineData("""[{"exchange":"NFO"}]""")]
    public async Task A_body_that_is_no_list_of_orders_is_refused(string body)
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var answer = await trader.PostJsonAsync("/margins/orders", body);
        Assert.Equal((400, "InputException"), (answer.Status, answer.ErrorType));
    }

    [Fact]
    public async Task Open_orders_hold_their_funds_until_they_are_cancelled()
    {
        await using var sim = await Sim.StartAsync(Sim.Options with { Funds = 10_000 });
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var id = await trader.PlacedAsync(option, ("price", "100"));
        sim.TurnOrders();
        Assert.Equal(2500m, Number((await trader.GetAsync("/user/margins/equity")).Data, "net"));
        var second = await trader.PlacedAsync(option, ("price", "100"));
        sim.TurnOrders();
        var refused = await trader.OrderAsync(second);
        Assert.Equal("REJECTED", refused["status"]!.GetValue<string>());
        Assert.Contains("Insufficient funds", refused["status_message"]!.GetValue<string>(), StringComparison.Ordinal);
        await trader.DeleteAsync($"/orders/regular/{id}");
        sim.TurnOrders();
        Assert.Equal(10_000m, Number((await trader.GetAsync("/user/margins/equity")).Data, "net"));
    }

    static decimal Number(JsonNode? node, string name) => node![name]!.GetValue<decimal>();
}
