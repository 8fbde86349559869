using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Orders;

public sealed class OrderRulesTests
{
    public static TheoryData<string, string, string> Refused { get; } = new()
    {
        { "quantity=74", "InputException", "multiples of 75" },
        { "quantity=0", "InputException", "quantity" },
        { "quantity=x", "InputException", "quantity" },
        { "quantity=1875", "InputException", "freeze quantity of 1800" },
        { "quantity=150000", "InputException", "100000" },
        { "quantity=-", "InputException", "quantity" },
        { "price=100.03", "InputException", "0.05" },
        { "price=-", "InputException", "price" },
        { "price=9000", "InputException", "circuit limits" },
        { "tradingsymbol=NIFTY25NOV1CE", "InputException", "expired or does not exist" },
        { "exchange=NSE;tradingsymbol=NIFTY 50", "InputException", "expired or does not exist" },
        { "transaction_type=HOLD", "InputException", "transaction_type" },
        { "order_type=FAST", "InputException", "order_type" },
        { "order_type=SL-M;trigger_price=1", "OrderException", "blocked for options" },
        { "order_type=MARKET", "InputException", "market_protection" },
        { "order_type=MARKET;market_protection=0", "InputException", "market_protection" },
        { "order_type=SL;price=1;trigger_price=1", "InputException", "higher than the last traded price" },
        { "order_type=SL;transaction_type=SELL;price=900;trigger_price=900", "InputException", "lower than the last traded price" },
        { "order_type=SL;price=500;trigger_price=600", "InputException", "below its trigger price" },
        { "order_type=SL;price=500;trigger_price=500;validity=IOC", "InputException", "IOC" },
        { "product=CNC", "InputException", "product" },
        { "validity=GTC", "InputException", "validity" },
        { "validity=TTL", "InputException", "validity_ttl" },
        { "disclosed_quantity=75", "InputException", "Disclosed" },
        { "tag=has space", "InputException", "tag" },
        { "tag=abcdefghijklmnopqrstu", "InputException", "tag" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_wrong_order_is_refused_without_an_id(string changes, string errorType, string part)
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var answer = await trader.PlaceAsync(sim.Option(), [.. changes.Split(';').Select(static c => (c.Split('=')[0], c.Split('=')[1]))]);
        Assert.Equal(400, answer.Status);
        Assert.Equal(errorType, answer.ErrorType);
        Assert.Contains(part, answer.Message, StringComparison.Ordinal);
        Assert.Empty((await trader.GetAsync("/orders")).Data.AsArray());
    }

    [Theory]
    [InlineData("amo", "OrderException")]
    [InlineData("iceberg", "InputException")]
    [InlineData("co", "InputException")]
    [InlineData("auction", "InputException")]
    [InlineData("none", "InputException")]
    public async Task A_variety_needs_its_own_fields_and_hours(string variety, string errorType)
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var answer = await trader.PostAsync(
            $"/orders/{variety}", ("exchange", "NFO"), ("tradingsymbol", sim.Option().Symbol), ("transaction_type", "BUY"), ("order_type", "LIMIT"),
            ("product", "NRML"), ("quantity", "75"), ("price", "1"));
        Assert.Equal((400, errorType), (answer.Status, answer.ErrorType));
    }

    [Fact]
    public async Task A_sliced_order_is_split_below_the_freeze_quantity()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var answer = await trader.PlaceAsync(sim.Option(), ("quantity", "3750"), ("autoslice", "true"), ("tag", "sliced"));
        var children = answer.Data["children"]!.AsArray();
        Assert.Equal(3, children.Count);
        var orders = (await trader.GetAsync("/orders")).Data.AsArray();
        Assert.Equal([1800, 1800, 150], orders.Select(static o => o!["quantity"]!.GetValue<int>()));
        var parent = answer.Data["order_id"]!.GetValue<string>();
        Assert.All(orders, o => Assert.Equal(
            ["sliced", "autoslice", $"autoslice:{parent}"], o!["tags"]!.AsArray().Select(static t => t!.GetValue<string>())));
        Assert.Equal(400, (await trader.PlaceAsync(sim.Option(), ("quantity", "18750"), ("autoslice", "true"))).Status);
    }

    [Fact]
    public async Task A_modification_is_checked_like_an_order()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var id = await trader.PlacedAsync(sim.Option(), ("price", "1"));
        sim.TurnOrders();
        foreach (var (name, value) in ((string, string)[])[("price", "1.01"), ("quantity", "76"), ("quantity", "1875"), ("order_type", "MARKET"), ("price", "9000")])
            Assert.Equal(400, (await trader.PutAsync($"/orders/regular/{id}", (name, value))).Status);
        Assert.Equal(400, (await trader.PutAsync("/orders/regular/1", ("price", "2"))).Status);
        Assert.Equal(400, (await trader.PutAsync($"/orders/amo/{id}", ("price", "2"))).Status);
        Assert.Equal("OPEN", (await trader.OrderAsync(id))["status"]!.GetValue<string>());
    }
}
