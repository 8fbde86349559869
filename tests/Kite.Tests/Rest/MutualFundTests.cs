using Kite.Rest;
using Kite.Tests.Fakes;

namespace Kite.Tests.Rest;

public class MutualFundTests
{
    const string Header = "tradingsymbol,amc,name,purchase_allowed,redemption_allowed,minimum_purchase_amount,purchase_amount_multiplier,minimum_additional_purchase_amount,"
        + "minimum_redemption_quantity,redemption_quantity_multiplier,dividend_type,scheme_type,plan,settlement_type,last_price,last_price_date\n";

    [Fact]
    public async Task Fund_orders_are_read_in_full()
    {
        var (orders, sent) = await Wire.AcceptedAsync(
            """
            [{"status":"REJECTED","purchase_type":"FRESH","folio":null,"order_timestamp":"2025-06-30 08:33:07","average_price":0.0,"exchange_order_id":"254657127",
              "last_price":30.6800,"tradingsymbol":"INF179K01VY8","settlement_id":"2122061","transaction_type":"BUY","order_id":"271989e0-a64e","amount":1000.0,
              "tag":null,"placed_by":"XX0000","exchange_timestamp":"2025-06-30","variety":"amc_sip","last_price_date":"2025-06-29",
              "status_message":"Insufficient balance.","fund":"A Fund","quantity":12.345}]
            """,
            c => c.MfOrdersAsync(Clients.Token, default, new DateOnly(2025, 6, 1), new DateOnly(2025, 6, 30)));
        Assert.Equal("GET /mf/orders?from=2025-06-01&to=2025-06-30", sent);
        var order = Assert.Single(orders);
        Assert.Equal(("271989e0-a64e", 30.68m, 12.345m, "amc_sip"), (order.OrderId, order.LastPrice, order.Quantity, order.Variety));
        Assert.Equal(new DateTimeOffset(2025, 6, 30, 0, 0, 0, Ist.Offset), order.ExchangeTimestamp);
        Assert.Equal("GET /mf/orders", (await Wire.AcceptedAsync("[]", c => c.MfOrdersAsync(Clients.Token, default))).Sent);
        Assert.Equal("GET /mf/orders/1", (await Wire.AcceptedAsync("{}", c => c.MfOrderAsync(Clients.Token, "1", default))).Sent);
    }

    [Fact]
    public async Task Fund_orders_are_placed_and_cancelled()
    {
        var order = new PlaceMfOrder { Tradingsymbol = "INF179K01VY8", TransactionType = TransactionTypes.Buy, Amount = 1000.50m, Tag = "t1" };
        Assert.Equal(
            ("7", "POST /mf/orders tradingsymbol=INF179K01VY8&transaction_type=BUY&amount=1000.5&tag=t1"),
            await Wire.AcceptedAsync("""{"order_id":"7"}""", c => c.PlaceMfOrderAsync(Clients.Token, order, default)));
        Assert.Equal(("7", "DELETE /mf/orders/7"), await Wire.AcceptedAsync("""{"order_id":"7"}""", c => c.CancelMfOrderAsync(Clients.Token, "7", default)));
    }

    [Fact]
    public async Task Plans_are_read_in_full_even_without_a_status_in_the_answer()
    {
        IReadOnlyList<KiteSip> sips = [];
        var seen = await Wire.SendAsync(
            """
            {"data":[{"sip_id":892741486820670,"sip_type":"sip","sip_reg_num":null,"status":"ACTIVE","tradingsymbol":"INF209K01VD7","fund":"B","fund_source":"pool",
              "transaction_type":"BUY","dividend_type":"idcw","frequency":"monthly","instalments":-1,"pending_instalments":-1,"completed_instalments":0,
              "instalment_amount":500,"instalment_day":5,"next_instalment":"2025-12-05","last_instalment":"2025-11-05 06:25:18","step_up":{"05-02":10,"05-08":2.5},
              "trigger_price":0,"created":"2025-10-05 06:25:18","tag":"x"}]}
            """,
            async c => sips = (await c.SipsAsync(Clients.Token, default)).Value!);
        Assert.Equal("/mf/sips", seen.Target);
        var sip = Assert.Single(sips);
        Assert.Equal(("892741486820670", -1, 500m, 5), (sip.SipId, sip.Instalments, sip.InstalmentAmount, sip.InstalmentDay));
        Assert.Equal(new Dictionary<string, decimal> { ["05-02"] = 10, ["05-08"] = 2.5m }, sip.StepUp);
        Assert.Equal(new DateTimeOffset(2025, 12, 5, 0, 0, 0, Ist.Offset), sip.NextInstalment);
        Assert.Empty((await Wire.AcceptedAsync("""{"step_up":null}""", c => c.SipAsync(Clients.Token, "1", default))).Value.StepUp);
    }

    [Fact]
    public async Task Plans_are_begun_changed_and_ended()
    {
        var place = new PlaceSip { Tradingsymbol = "INF1", Amount = 1000, Instalments = 6, Frequency = "monthly", InitialAmount = 5000, InstalmentDay = 5, Tag = "t" };
        var (placed, sent) = await Wire.AcceptedAsync("""{"order_id":"7","sip_id":"8"}""", c => c.PlaceSipAsync(Clients.Token, place, default));
        Assert.Equal(("7", "8"), (placed.OrderId, placed.SipId));
        Assert.Equal("POST /mf/sips tradingsymbol=INF1&amount=1000&instalments=6&frequency=monthly&initial_amount=5000&instalment_day=5&tag=t", sent);
        var change = new ModifySip { Amount = 10, Status = "paused", Instalments = -1, Frequency = "weekly", InstalmentDay = 1 };
        Assert.Equal(
            ("8", "PUT /mf/sips/8 amount=10&status=paused&instalments=-1&frequency=weekly&instalment_day=1"),
            await Wire.AcceptedAsync("""{"sip_id":"8"}""", c => c.ModifySipAsync(Clients.Token, "8", change, default)));
        await Wire.RefusedAsync(c => c.ModifySipAsync(Clients.Token, "8", new ModifySip(), default));
        Assert.Equal(("8", "DELETE /mf/sips/8"), await Wire.AcceptedAsync("""{"sip_id":"8"}""", c => c.CancelSipAsync(Clients.Token, "8", default)));
    }

    [Fact]
    public async Task Fund_holdings_are_read_in_full()
    {
        var (holdings, sent) = await Wire.AcceptedAsync(
            """[{"folio":"3108290884","fund":"A","tradingsymbol":"INF1","average_price":78.43,"last_price":84.86,"last_price_date":"","pnl":1.5,"quantity":382.488,"pledged_quantity":1}]""",
            c => c.MfHoldingsAsync(Clients.Token, default));
        Assert.Equal(("GET /mf/holdings", 382.488m, 1m), (sent, holdings[0].Quantity, holdings[0].PledgedQuantity));
        Assert.Null(holdings[0].LastPriceDate);
    }

    [Fact]
    public async Task The_list_of_funds_is_a_table()
    {
        IReadOnlyList<KiteMfInstrument> funds = [];
        var seen = await Wire.SendAsync(
            Header + "INF209K01157,BirlaSunLife_MF,\"Advantage, Fund\",1,0,1000.0,1.0,500.5,0.001,0.001,payout,equity,regular,T3,106.8,2025-11-10\n"
                + "INF1,,,true,True,,,,,,,,,,,\n,no name,,,,,,,,,,,,,,\n",
            async c => funds = (await c.MfInstrumentsAsync(Clients.Token, default)).Value!);
        Assert.Equal("/mf/instruments", seen.Target);
        Assert.Equal(2, funds.Count);
        Assert.Equal(
            new KiteMfInstrument
            {
                Tradingsymbol = "INF209K01157", Amc = "BirlaSunLife_MF", Name = "Advantage, Fund", PurchaseAllowed = true, MinimumPurchaseAmount = 1000,
                PurchaseAmountMultiplier = 1, MinimumAdditionalPurchaseAmount = 500.5m, MinimumRedemptionQuantity = 0.001m, RedemptionQuantityMultiplier = 0.001m,
                DividendType = "payout", SchemeType = "equity", Plan = "regular", SettlementType = "T3", LastPrice = 106.8m, LastPriceDate = new DateOnly(2025, 11, 10),
            },
            funds[0]);
        Assert.True(funds[1] is { PurchaseAllowed: true, RedemptionAllowed: true, LastPriceDate: null });
        await Wire.SendAsync("<html>", async c => Assert.Equal(OutcomeKind.Unknown, (await c.MfInstrumentsAsync(Clients.Token, default)).Kind));
    }
}
