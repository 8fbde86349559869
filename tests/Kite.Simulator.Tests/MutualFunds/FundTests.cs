using System.Text.Json.Nodes;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.MutualFunds;

public sealed class FundTests : IDisposable
{
    const string Index = "INF000S01EQ2";
    readonly string _folder = Directory.CreateTempSubdirectory("kite-simulator-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Units_are_allotted_after_the_day_and_can_be_redeemed()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var bought = await trader.PostAsync("/mf/orders", ("tradingsymbol", Index), ("transaction_type", "BUY"), ("amount", "2125"), ("tag", "first"));
        var id = bought.Data["order_id"]!.GetValue<string>();
        var order = (await trader.GetAsync($"/mf/orders/{id}")).Data;
        Assert.Equal(("OPEN", "FRESH", "first", 2125m), (Text(order["status"]), Text(order["purchase_type"]), Text(order["tag"]), order["amount"]!.GetValue<decimal>()));
        Assert.Empty((await trader.GetAsync("/mf/holdings")).Data.AsArray());

        trader = await NextDayAsync(sim, "2025-11-24 10:00:00");
        var held = (await trader.GetAsync("/mf/holdings")).Data.AsArray().Single()!;
        Assert.Equal((10m, 212.5m), (held["quantity"]!.GetValue<decimal>(), held["average_price"]!.GetValue<decimal>()));
        Assert.Equal("COMPLETE", Text((await trader.GetAsync("/mf/orders")).Data[0]!["status"]));
        Assert.Equal(Index, Text((await trader.GetAsync("/mf/allotments")).Data[0]));
        Assert.Single((await trader.GetAsync($"/mf/holdings/{Index}")).Data.AsArray());

        Assert.Equal(400, (await Sell(trader, "11")).Status);
        Assert.Equal(200, (await Sell(trader, "4")).Status);
        trader = await NextDayAsync(sim, "2025-11-25 10:00:00");
        Assert.Equal(6m, (await trader.GetAsync("/mf/holdings")).Data[0]!["quantity"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task An_open_order_can_be_cancelled_and_a_wrong_one_is_refused()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var id = Text((await trader.PostAsync("/mf/orders", ("tradingsymbol", Index), ("transaction_type", "BUY"), ("amount", "500"))).Data["order_id"]);
        Assert.Equal(id, Text((await trader.DeleteAsync($"/mf/orders/{id}")).Data["order_id"]));
        Assert.Equal(400, (await trader.DeleteAsync($"/mf/orders/{id}")).Status);
        Assert.Equal("CANCELLED", Text((await trader.GetAsync($"/mf/orders/{id}")).Data["status"]));
        foreach (var (symbol, side, amount) in ((string, string, string)[])[("NONE", "BUY", "500"), (Index, "HOLD", "500"), (Index, "BUY", "1")])
            Assert.Equal(400, (await trader.PostAsync("/mf/orders", ("tradingsymbol", symbol), ("transaction_type", side), ("amount", amount))).Status);
        Assert.Equal(400, (await trader.GetAsync("/mf/orders/none")).Status);
        Assert.Equal(400, (await trader.GetAsync("/mf/sips/none")).Status);
    }

    [Fact]
    public async Task A_plan_buys_again_and_again_until_it_is_paused_or_ended()
    {
        var sim = await Sim.StartAsync(Sim.Options with { DataFolder = _folder });
        var trader = await sim.LoginAsync();
        var started = await trader.PostAsync(
            "/mf/sips", ("tradingsymbol", Index), ("amount", "1000"), ("frequency", "weekly"), ("instalments", "2"), ("initial_amount", "500"), ("tag", "plan"));
        var id = Text(started.Data["sip_id"]);
        await sim.Host.KillAsync();
        await using var again = await Sim.StartAsync(Sim.Options with { DataFolder = _folder });
        trader = await NextDayAsync(again, "2025-11-28 10:00:00");
        var plan = (await trader.GetAsync($"/mf/sips/{id}")).Data;
        Assert.Equal(("ACTIVE", 1, 1, "2025-12-05"), (Text(plan["status"]), Count(plan, "completed_instalments"), Count(plan, "pending_instalments"), Text(plan["next_instalment"])));
        Assert.Equal(1500m, (await trader.GetAsync("/mf/orders")).Data.AsArray().Sum(static o => o!["amount"]!.GetValue<decimal>()));

        Assert.Equal(id, Text((await trader.PutAsync($"/mf/sips/{id}", ("status", "paused"), ("amount", "2000"))).Data["sip_id"]));
        Assert.Equal("PAUSED", Text((await trader.GetAsync($"/mf/sips/{id}")).Data["status"]));
        Assert.Equal(400, (await trader.PutAsync($"/mf/sips/{id}", ("status", "gone"))).Status);
        Assert.Equal(400, (await trader.PutAsync($"/mf/sips/{id}", ("frequency", "hourly"))).Status);
        Assert.Equal(id, Text((await trader.DeleteAsync($"/mf/sips/{id}")).Data["sip_id"]));
        Assert.Equal(400, (await trader.PutAsync($"/mf/sips/{id}", ("status", "active"))).Status);
        // The broker's own list has no status in its envelope.
        var list = await trader.GetAsync("/mf/sips");
        Assert.Equal(["data"], list.Json.AsObject().Select(static p => p.Key));
        foreach (var (name, value) in ((string, string)[])[("frequency", "daily"), ("instalments", "0"), ("amount", "1")])
        {
            var form = new Dictionary<string, string> { ["tradingsymbol"] = Index, ["amount"] = "1000", ["frequency"] = "monthly", [name] = value };
            Assert.Equal(400, (await trader.PostAsync("/mf/sips", [.. form.Select(static f => (f.Key, f.Value))])).Status);
        }
    }

    [Fact]
    public async Task The_funds_are_listed_as_csv()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var answer = await trader.GetAsync("/mf/instruments");
        var lines = answer.Text.TrimEnd().Split('\n');
        Assert.Equal(("text/csv", 4, 16), (answer.MediaType, lines.Length, lines[1].Split(',').Length));
        Assert.StartsWith("tradingsymbol,amc,name,purchase_allowed,redemption_allowed,minimum_purchase_amount", lines[0], StringComparison.Ordinal);
    }

    static Task<Answer> Sell(Trader trader, string quantity) =>
        trader.PostAsync("/mf/orders", ("tradingsymbol", Index), ("transaction_type", "SELL"), ("quantity", quantity));

    static async Task<Trader> NextDayAsync(Sim sim, string time)
    {
        await sim.PostControlAsync($"clock/advance?to={time}");
        return await sim.LoginAsync();
    }

    static int Count(JsonNode node, string name) => node[name]!.GetValue<int>();

    static string Text(JsonNode? node) => node!.GetValue<string>();
}
