using System.Text.Json.Nodes;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Alerts;

public sealed class AlertTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("kite-simulator-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static (string, string)[] Form(params (string Name, string Value)[] changes)
    {
        var form = new Dictionary<string, string>
        {
            ["name"] = "level", ["type"] = "simple", ["lhs_exchange"] = "INDICES", ["lhs_tradingsymbol"] = "NIFTY 50", ["lhs_attribute"] = "LastTradedPrice",
            ["operator"] = ">=", ["rhs_type"] = "constant", ["rhs_constant"] = "26000",
        };
        foreach (var (name, value) in changes)
            form[name] = value;
        return [.. form.Select(static f => (f.Key, f.Value))];
    }

    static void Level(Sim sim, int paise)
    {
        lock (sim.Host.World.Gate)
            sim.Host.World.Market.Underlyings[0].Index.Last = paise;
        sim.TurnOrders(1);
    }

    [Fact]
    public async Task An_alert_speaks_each_time_its_condition_begins_to_hold()
    {
        var sim = await Sim.StartAsync(Sim.Options with { DataFolder = _folder });
        var trader = await sim.LoginAsync();
        var made = (await trader.PostAsync("/alerts", Form())).Data;
        var uuid = Text(made["uuid"]);
        Assert.Equal(("enabled", 0, 26000m), (Text(made["status"]), Count(made), made["rhs_constant"]!.GetValue<decimal>()));
        foreach (var level in (int[])[2_600_005, 2_600_010, 2_599_000, 2_600_000])
            Level(sim, level);
        await sim.Host.KillAsync();
        await using var again = await Sim.StartAsync(Sim.Options with { DataFolder = _folder });
        using var same = new Trader(again, trader.Account) { AccessToken = trader.AccessToken };
        Assert.Equal(2, Count((await same.GetAsync($"/alerts/{uuid}")).Data));
        var history = (await same.GetAsync($"/alerts/{uuid}/history")).Data.AsArray();
        Assert.Equal([26000m, 26000.05m], history.Select(static h => h!["meta"]![0]!["last_price"]!.GetValue<decimal>()));
        Assert.Equal("LastTradedPrice(\"INDICES:NIFTY 50\") >= 26000", Text(history[0]!["condition"]));
        Assert.Equal("0001-01-01 00:00:00", Text(history[0]!["meta"]![0]!["last_trade_time"]));
    }

    [Fact]
    public async Task An_alert_with_a_basket_places_its_orders_once()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var basket = $$$"""
            {"items":[
              {"tradingsymbol":"{{{option.Symbol}}}","exchange":"NFO","params":{"transaction_type":"BUY","order_type":"LIMIT","product":"NRML","quantity":75,"price":1}},
              {"tradingsymbol":"{{{option.Symbol}}}","exchange":"NFO","params":{"transaction_type":"BUY","order_type":"LIMIT","product":"NRML","quantity":74,"price":1}}]}
            """;
        var uuid = Text((await trader.PostAsync("/alerts", Form(("type", "ato"), ("operator", "<"), ("rhs_constant", "25000"), ("basket", basket)))).Data["uuid"]);
        Level(sim, 2_400_000);
        Level(sim, 2_600_000);
        Level(sim, 2_400_000);
        var order = (await trader.GetAsync("/orders")).Data.AsArray().Single()!;
        var alert = (await trader.GetAsync($"/alerts/{uuid}")).Data;
        Assert.Equal(("disabled", 1, 2), (Text(alert["status"]), Count(alert), alert["basket"]!["items"]!.AsArray().Count));
        var placed = (await trader.GetAsync($"/alerts/{uuid}/history")).Data[0]!["order_meta"]!.AsArray();
        Assert.Equal(Text(order["order_id"]), Text(placed[0]));
        Assert.Contains("multiples of 75", Text(placed[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_are_changed_listed_by_status_and_deleted_by_number()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var first = Text((await trader.PostAsync("/alerts", Form())).Data["uuid"]);
        var second = Text((await trader.PostAsync(
            "/alerts", Form(("rhs_type", "instrument"), ("rhs_exchange", "NFO"), ("rhs_tradingsymbol", option.Symbol), ("rhs_attribute", "LastTradedPrice"), ("operator", "==")))).Data["uuid"]);
        Assert.Equal("disabled", Text((await trader.PutAsync($"/alerts/{first}", Form(("status", "disabled"), ("operator", "<=")))).Data["status"]));
        Assert.Single((await trader.GetAsync("/alerts?status=disabled")).Data.AsArray());
        Assert.Single((await trader.GetAsync("/alerts?page=2&page_size=1")).Data.AsArray());
        Assert.Equal(400, (await trader.DeleteAsync("/alerts")).Status);
        var deleted = await trader.DeleteAsync($"/alerts?uuid={first}&uuid={second}");
        Assert.Equal((200, null), (deleted.Status, deleted.Json["data"]));
        Assert.Empty((await trader.GetAsync("/alerts")).Data.AsArray());
        Assert.Equal(400, (await trader.PutAsync($"/alerts/{first}", Form())).Status);
        Assert.Equal(404, (await trader.GetAsync("/alerts/none")).Status);
    }

    [Theory]
    [InlineData("operator", "!=")]
    [InlineData("type", "loud")]
    [InlineData("type", "ato")]
    [InlineData("lhs_attribute", "Volume")]
    [InlineData("lhs_tradingsymbol", "NIFTY 51")]
    [InlineData("rhs_type", "nothing")]
    [InlineData("rhs_constant", "")]
    public async Task A_wrong_alert_is_refused(string name, string value)
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        Assert.Equal(400, (await trader.PostAsync("/alerts", Form((name, value)))).Status);
        Assert.Equal(400, (await trader.PostAsync("/alerts", Form(("type", "ato"), ("basket", "{\"items\":[1]}")))).Status);
        Assert.Equal(400, (await trader.PostAsync("/alerts", Form(("type", "ato"), ("basket", "{}")))).Status);
    }

    static int Count(JsonNode alert) => alert["alert_count"]!.GetValue<int>();

    static string Text(JsonNode? node) => node!.GetValue<string>();
}
