using Kite.Rest;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests;

/// <summary>Our client's routes beside orders and quotes: what it reads is what a plain client wrote.</summary>
public sealed class ClientRestInteropTests
{
    [Fact]
    public async Task Triggers_alerts_funds_and_margins_are_read_by_our_client()
    {
        await using var sim = await Sim.StartAsync();
        using var http = KiteRestClient.CreateHttpClient();
        var client = new KiteRestClient(http, new(sim.Host.RestAddress, sim.Host.LoginAddress, sim.Host.TickerAddress), sim.Host.ApiKey, TimeProvider.System);
        var trader = await sim.LoginAsync();
        var (token, none, option) = (trader.AccessToken, CancellationToken.None, sim.Option());
        var target = (option.Last / 100m) + 10;
        var leg = $$$"""{"exchange":"NFO","tradingsymbol":"{{{option.Symbol}}}","transaction_type":"SELL","quantity":75,"order_type":"LIMIT","product":"NRML","price":{{{Sim.Text(target)}}}}""";
        await trader.PostAsync(
            "/gtt/triggers", ("type", "single"), ("orders", $"[{leg}]"),
            ("condition", $$$"""{"exchange":"NFO","tradingsymbol":"{{{option.Symbol}}}","trigger_values":[{{{Sim.Text(target)}}}],"last_price":{{{Sim.Text(option.Last / 100m)}}}}"""));
        var trigger = Good(await client.GttsAsync(token, none)).Single();
        Assert.Equal(("active", target, 75), (trigger.Status, trigger.Condition.TriggerValues.Single(), trigger.Orders.Single().Quantity));
        Good(await client.DeleteGttAsync(token, trigger.Id, none));
        Assert.Equal("deleted", Good(await client.GttAsync(token, trigger.Id, none)).Status);

        await trader.PostAsync("/mf/orders", ("tradingsymbol", "INF000S01EQ2"), ("transaction_type", "BUY"), ("amount", "1000"));
        await trader.PostAsync("/mf/sips", ("tradingsymbol", "INF000S01EQ2"), ("amount", "1000"), ("frequency", "monthly"), ("instalments", "12"));
        var order = Good(await client.MfOrdersAsync(token, none)).Single();
        Good(await client.CancelMfOrderAsync(token, order.OrderId, none));
        var plan = Good(await client.SipsAsync(token, none)).Single();
        Good(await client.CancelSipAsync(token, plan.SipId, none));
        Assert.Empty(Good(await client.MfHoldingsAsync(token, none)));
        Assert.Equal(3, Good(await client.MfInstrumentsAsync(token, none)).Count);

        await trader.PostAsync(
            "/alerts", ("name", "level"), ("type", "simple"), ("lhs_exchange", "INDICES"), ("lhs_tradingsymbol", "NIFTY 50"), ("lhs_attribute", "LastTradedPrice"),
            ("operator", ">="), ("rhs_type", "constant"), ("rhs_constant", "1"));
        sim.TurnOrders(1);
        var alert = Good(await client.AlertsAsync(token, null, null, null, none)).Single();
        Assert.Single(Good(await client.AlertHistoryAsync(token, alert.Uuid, none)));
        Assert.True(Good(await client.DeleteAlertsAsync(token, [alert.Uuid], none)));

        MarginOrder[] sold = [new() { Exchange = "NFO", Tradingsymbol = option.Symbol, TransactionType = "SELL", Product = "NRML", OrderType = "LIMIT", Quantity = 75 }];
        Assert.True(Good(await client.OrderMarginsAsync(token, sold, compact: false, none)).Single().Total > 0);
        Assert.True(Good(await client.BasketMarginAsync(token, sold, considerPositions: true, compact: false, none)).Final.Total > 0);
        Assert.Equal(10_000_000, Good(await client.SegmentMarginAsync(token, "equity", none)).Net);
    }

    static T Good<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Kind == OutcomeKind.Accepted, outcome.Message);
        return outcome.Value!;
    }
}
