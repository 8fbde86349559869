using System.Text.Json.Nodes;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Orders;

public sealed class ShareTests
{
    static readonly SimulatorOptions s_options = Sim.Options with { OptionContracts = 200, SalesNeedAuthorisation = true };

    static async Task<Answer> TradeAsync(Sim sim, Trader trader, string side, int quantity, params (string Name, string Value)[] more)
    {
        var share = sim.Host.World.Market.Find("NSE:SBIN")!;
        var price = Sim.Text(side == "BUY" ? (share.Asks[4].Price / 100m) + 1 : (share.Bids[4].Price / 100m) - 1);
        var variety = more.Any(static m => m.Name == "auction_number") ? "auction" : "regular";
        return await trader.PostAsync($"/orders/{variety}", [
            ("exchange", "NSE"), ("tradingsymbol", "SBIN"), ("transaction_type", side), ("order_type", "LIMIT"), ("product", "CNC"),
            ("quantity", Sim.Text(quantity)), ("price", price), .. more]);
    }

    static async Task<Trader> OnAsync(Sim sim, string time)
    {
        await sim.PostControlAsync($"clock/advance?to={time}");
        return await sim.LoginAsync();
    }

    static int Count(JsonNode? row, string name) => row![name]!.GetValue<int>();

    [Fact]
    public async Task Shares_arrive_a_day_after_they_were_bought_and_leave_when_they_were_sold()
    {
        await using var sim = await Sim.StartAsync(s_options);
        var trader = await sim.LoginAsync();
        Assert.Equal(200, (await TradeAsync(sim, trader, "BUY", 10)).Status);
        sim.TurnOrders();
        Assert.Equal(10, Count((await trader.GetAsync("/portfolio/positions")).Data["net"]![0], "quantity"));
        var spent = (await trader.GetAsync("/user/margins/equity")).Data["utilised"]!["delivery"]!.GetValue<decimal>();
        Assert.InRange(spent, 9000, 11000);

        trader = await OnAsync(sim, "2025-11-24 10:00:00");
        var held = (await trader.GetAsync("/portfolio/holdings")).Data[0]!;
        Assert.Equal((0, 10, "INE062A01020"), (Count(held, "quantity"), Count(held, "t1_quantity"), held["isin"]!.GetValue<string>()));
        trader = await OnAsync(sim, "2025-11-25 10:00:00");
        Assert.Equal(10, Count((await trader.GetAsync("/portfolio/holdings/compact")).Data[0], "quantity"));
        var summary = (await trader.GetAsync("/portfolio/holdings/summary")).Data;
        Assert.Equal(spent, summary["invested_amount"]!.GetValue<decimal>());
        Assert.Equal((10_000_000 - spent, 10_000_000 - spent), await CashAsync(trader));

        // Not yet authorised at the depository.
        var refused = await TradeAsync(sim, trader, "SELL", 4);
        Assert.Equal((428, "HoldingException"), (refused.Status, refused.ErrorType));
        await AuthoriseAsync(trader, ("isin", "INE062A01020"), ("quantity", "4"));
        Assert.Equal(200, (await TradeAsync(sim, trader, "SELL", 4)).Status);
        sim.TurnOrders();
        held = (await trader.GetAsync("/portfolio/holdings")).Data[0]!;
        Assert.Equal((4, 4), (Count(held, "used_quantity"), Count(held, "authorised_quantity")));
        trader = await OnAsync(sim, "2025-11-26 10:00:00");
        Assert.Equal(6, Count((await trader.GetAsync("/portfolio/holdings")).Data[0], "quantity"));
    }

    [Fact]
    public async Task Shares_that_are_held_can_be_offered_in_an_auction()
    {
        await using var sim = await Sim.StartAsync(s_options);
        var trader = await sim.LoginAsync();
        await TradeAsync(sim, trader, "BUY", 10);
        sim.TurnOrders();
        trader = await OnAsync(sim, "2025-11-24 10:00:00");
        await AuthoriseAsync(trader);
        var row = (await trader.GetAsync("/portfolio/holdings/auctions")).Data[0]!;
        var number = row["auction_number"]!.GetValue<string>();
        Assert.Equal(10u, row["instrument_token"]!.GetValue<uint>() & 0xff);
        var id = (await TradeAsync(sim, trader, "SELL", 10, ("auction_number", number))).Data["order_id"]!.GetValue<string>();
        sim.TurnOrders(8);
        var order = await trader.OrderAsync(id);
        Assert.Equal(("OPEN", "auction", number), (order["status"]!.GetValue<string>(), order["variety"]!.GetValue<string>(), order["auction_number"]!.GetValue<string>()));
        Assert.Equal(400, (await TradeAsync(sim, trader, "SELL", 1, ("auction_number", "1"))).Status);
        Assert.Equal((400, "HoldingException"), Kind(await TradeAsync(sim, trader, "SELL", 11, ("auction_number", number))));
    }

    [Fact]
    public async Task More_than_is_held_cannot_be_sold_and_intraday_shares_need_a_fifth()
    {
        await using var sim = await Sim.StartAsync(s_options with { Funds = 1000 });
        var trader = await sim.LoginAsync();
        await TradeAsync(sim, trader, "SELL", 1);
        sim.TurnOrders();
        var order = (await trader.GetAsync("/orders")).Data[0]!;
        Assert.Equal(("REJECTED", "Insufficient stock holding."), (order["status"]!.GetValue<string>(), order["status_message"]!.GetValue<string>()));
        await trader.PostAsync("/orders/regular", ("exchange", "NSE"), ("tradingsymbol", "SBIN"), ("transaction_type", "BUY"), ("order_type", "LIMIT"), ("product", "MIS"), ("quantity", "2"), ("price", "1000"), ("disclosed_quantity", "1"));
        sim.TurnOrders();
        Assert.Equal("COMPLETE", (await trader.GetAsync("/orders")).Data[1]!["status"]!.GetValue<string>());
        Assert.Equal(400, (await TradeAsync(sim, trader, "BUY", 1, ("disclosed_quantity", "2"))).Status);
    }

    static async Task AuthoriseAsync(Trader trader, params (string, string)[] form)
    {
        Assert.Equal(400, (await trader.PostAsync("/portfolio/holdings/authorise", ("isin", "NONE"), ("quantity", "1"))).Status);
        Assert.Equal(400, (await trader.PostAsync("/portfolio/holdings/authorise", ("isin", "NONE"))).Status);
        var id = (await trader.PostAsync("/portfolio/holdings/authorise", form)).Data["request_id"]!.GetValue<string>();
        foreach (var expected in (string[])["success", "error"])
        {
            using var page = await trader.OpenAsync($"/connect/portfolio/authorise/holdings/{trader.Account.ApiKey}/{id}");
            Assert.Contains($"status={expected}", page.Headers.Location!.ToString(), StringComparison.Ordinal);
            using var finish = await trader.OpenAsync(page.Headers.Location.ToString());
            Assert.True(finish.IsSuccessStatusCode);
        }
    }

    static async Task<(decimal, decimal)> CashAsync(Trader trader)
    {
        var equity = (await trader.GetAsync("/user/margins")).Data["equity"]!;
        return (equity["net"]!.GetValue<decimal>(), equity["available"]!["cash"]!.GetValue<decimal>());
    }

    static (int, string) Kind(Answer answer) => (answer.Status, answer.ErrorType);
}
