using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kite.Simulator.Market;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Gtt;

public sealed class GttTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("kite-simulator-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static (string, string)[] Form(Instrument option, string type, decimal[] triggers, params decimal[] prices) =>
    [
        ("type", type),
        ("condition", JsonSerializer.Serialize(new { exchange = option.Exchange, tradingsymbol = option.Symbol, trigger_values = triggers, last_price = option.Last / 100m })),
        ("orders", JsonSerializer.Serialize(prices.Select(p => new
        {
            exchange = option.Exchange,
            tradingsymbol = option.Symbol,
            transaction_type = "BUY",
            quantity = option.Lot,
            order_type = "LIMIT",
            product = "NRML",
            price = p,
        }))),
    ];

    static int Id(Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Data["trigger_id"]!.GetValue<int>();
    }

    /// <summary>Sets the last price, as a trade would.</summary>
    static void Trade(Sim sim, Instrument option, int paise)
    {
        lock (sim.Host.World.Gate)
            option.Last = paise;
        sim.TurnOrders(1);
    }

    [Fact]
    public async Task A_trigger_is_placed_replaced_read_and_deleted()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var last = option.Last / 100m;
        var id = Id(await trader.PostAsync("/gtt/triggers", Form(option, "single", [last - 10], last - 10)));
        Assert.Equal(id, Id(await trader.PutAsync($"/gtt/triggers/{id}", Form(option, "two-leg", [last - 20, last + 20], last - 20, last + 20))));
        var read = (await trader.GetAsync($"/gtt/triggers/{id}")).Data;
        Assert.Equal(("active", "two-leg", "SIM001", 2), (Text(read["status"]), Text(read["type"]), Text(read["user_id"]), read["orders"]!.AsArray().Count));
        Assert.Equal(last + 20, read["condition"]!["trigger_values"]![1]!.GetValue<decimal>());
        Assert.Null(read["orders"]![0]!["result"]);
        Assert.Equal(id, Id(await trader.DeleteAsync($"/gtt/triggers/{id}")));
        Assert.Equal("deleted", Text((await trader.GetAsync("/gtt/triggers")).Data[0]!["status"]));
        Assert.Equal(400, (await trader.DeleteAsync($"/gtt/triggers/{id}")).Status);
        Assert.Equal(404, (await trader.GetAsync("/gtt/triggers/1")).Status);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(+1, 1)]
    public async Task A_two_leg_trigger_fires_the_leg_that_is_reached_and_only_that_one(int direction, int leg)
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var last = option.Last / 100m;
        var id = Id(await trader.PostAsync("/gtt/triggers", Form(option, "two-leg", [last - 10, last + 10], 1, 2)));
        Trade(sim, option, option.Last + (direction * 995));
        Assert.Equal("active", Text((await trader.GetAsync($"/gtt/triggers/{id}")).Data["status"]));
        Trade(sim, option, option.Last + (direction * 5));
        Trade(sim, option, option.Last - (direction * 2000));
        var read = (await trader.GetAsync($"/gtt/triggers/{id}")).Data;
        Assert.Equal("triggered", Text(read["status"]));
        var result = read["orders"]![leg]!["result"]!;
        Assert.Null(read["orders"]![1 - leg]!["result"]);
        Assert.Equal(("success", last + (direction * 10)), (Text(result["order_result"]!["status"]), result["triggered_at"]!.GetValue<decimal>()));
        var order = (await trader.GetAsync("/orders")).Data.AsArray().Single()!;
        Assert.Equal(Text(result["order_result"]!["order_id"]), Text(order["order_id"]));
        Assert.Equal(leg + 1m, order["price"]!.GetValue<decimal>());
        Assert.Equal(id, JsonNode.Parse(Text(result["meta"]))!["gtt"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_leg_that_is_refused_says_why()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var id = Id(await trader.PostAsync("/gtt/triggers", Form(option, "single", [(option.Last / 100m) + 5], 90_000)));
        Trade(sim, option, option.Last + 500);
        var result = (await trader.GetAsync($"/gtt/triggers/{id}")).Data["orders"]![0]!["result"]!["order_result"]!;
        Assert.Equal(("failed", ""), (Text(result["status"]), Text(result["order_id"])));
        Assert.Contains("circuit limits", Text(result["rejection_reason"]), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Refused { get; } = new()
    {
        { "type", "three-leg", "type" },
        { "condition", "{", "Invalid JSON" },
        { "condition", "[]", "condition" },
        { "condition", """{"exchange":"NFO","tradingsymbol":"NONE"}""", "does not exist" },
        { "orders", "[]", "one trigger value" },
        { "orders", "[1]", "orders" },
        { "type", "two-leg", "two trigger values" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_malformed_trigger_is_refused(string field, string value, string part)
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var form = Form(sim.Option(), "single", [1], 1).Select(f => f.Item1 == field ? (field, value) : f).ToArray();
        var answer = await trader.PostAsync("/gtt/triggers", form);
        Assert.Equal((400, "InputException"), (answer.Status, answer.ErrorType));
        Assert.Contains(part, answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trigger_that_is_met_already_or_has_a_wrong_leg_is_refused()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var last = option.Last / 100m;
        Assert.Equal(400, (await trader.PostAsync("/gtt/triggers", Form(option, "single", [last], 1))).Status);
        Assert.Equal(400, (await trader.PostAsync("/gtt/triggers", Form(option, "two-leg", [last + 5, last + 10], 1, 1))).Status);
        foreach (var (good, bad) in ((string, string)[])[("NRML", "CNC"), ("BUY", "HOLD"), ("LIMIT", "MARKET"), ($"\"quantity\":{option.Lot}", "\"quantity\":7"), ("\"price\":1", "\"price\":1.01")])
        {
            var form = Form(option, "single", [last + 5], 1).Select(f => (f.Item1, f.Item2.Replace(good, bad, StringComparison.Ordinal))).ToArray();
            Assert.Equal(400, (await trader.PostAsync("/gtt/triggers", form)).Status);
        }
    }

    [Fact]
    public async Task Triggers_survive_a_kill_and_a_night_and_end_with_their_contract()
    {
        var sim = await Sim.StartAsync(Sim.Options with { DataFolder = _folder });
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var id = Id(await trader.PostAsync("/gtt/triggers", Form(option, "single", [(option.Last / 100m) + 4000], 1)));
        await sim.PostControlAsync("clock/advance?to=2025-11-24 09:15:00");
        await sim.Host.KillAsync();
        await using var again = await Sim.StartAsync(Sim.Options with { DataFolder = _folder });
        trader = await again.LoginAsync();
        Assert.Equal("active", Text((await trader.GetAsync($"/gtt/triggers/{id}")).Data["status"]));
        await again.PostControlAsync("clock/advance?to=2025-11-26 09:15:00");
        trader = await again.LoginAsync();
        Assert.Equal("expired", Text((await trader.GetAsync($"/gtt/triggers/{id.ToString(CultureInfo.InvariantCulture)}")).Data["status"]));
    }

    static string Text(JsonNode? node) => node!.GetValue<string>();
}
