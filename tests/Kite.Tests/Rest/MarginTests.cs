using Kite.Rest;
using Kite.Tests.Fakes;

namespace Kite.Tests.Rest;

public class MarginTests
{
    static readonly MarginOrder Order = new()
    {
        Exchange = Exchanges.Nfo, Tradingsymbol = "NIFTY25NOVFUT", TransactionType = TransactionTypes.Sell, Product = Products.Nrml,
        OrderType = OrderTypes.Limit, Quantity = 75, Price = 25500.05m,
    };

    const string Margin = """
        {"type":"equity","tradingsymbol":"NIFTY25NOVFUT","exchange":"NFO","span":132257.58,"exposure":28239.120000000003,"option_premium":-12.5,"additional":1,
         "bo":0,"cash":2,"var":3,"pnl":{"realised":4,"unrealised":5},"leverage":1,"charges":{"transaction_tax":0.125,"transaction_tax_type":"stt",
         "exchange_turnover_charge":0.2,"sebi_turnover_charge":0.01,"brokerage":20,"stamp_duty":0.3,"gst":{"igst":3.6,"cgst":0,"sgst":0,"total":3.6},"total":24.235},
         "total":160496.7}
        """;

    [Fact]
    public async Task The_margin_of_orders_is_asked_for_as_JSON()
    {
        Outcome<IReadOnlyList<KiteOrderMargin>> outcome = default;
        var seen = await Wire.SendAsync(
            $$"""{"status":"success","data":[{{Margin}}]}""", async c => outcome = await c.OrderMarginsAsync(Clients.Token, [Order], true, default));
        Assert.Equal(("POST", "/margins/orders?mode=compact", "application/json"), (seen.Method, seen.Target, seen.ContentType));
        Assert.Equal(
            """[{"exchange":"NFO","tradingsymbol":"NIFTY25NOVFUT","transaction_type":"SELL","variety":"regular","product":"NRML","order_type":"LIMIT","quantity":75,"price":25500.05,"trigger_price":0}]""",
            seen.Body);
        var margin = Assert.Single(outcome.Value!);
        Assert.Equal((132257.58m, -12.5m, 3m, 5m, 160496.7m), (margin.Span, margin.OptionPremium, margin.Var, margin.Pnl.Unrealised, margin.Total));
        Assert.Equal(("stt", 3.6m, 24.235m), (margin.Charges.TransactionTaxType, margin.Charges.Gst.Igst, margin.Charges.Total));
    }

    [Fact]
    public async Task The_margin_of_a_basket_has_a_first_and_a_final_figure()
    {
        var (basket, sent) = await Wire.AcceptedAsync(
            $$"""{"initial":{{Margin}},"final":{"total":35453.2},"orders":[{{Margin}}],"charges":{"total":1} }""",
            c => c.BasketMarginAsync(Clients.Token, [Order, Order], true, false, default));
        Assert.StartsWith("POST /margins/basket?consider_positions=true [{", sent, StringComparison.Ordinal);
        Assert.Equal((160496.7m, 35453.2m, 1), (basket.Initial.Total, basket.Final.Total, basket.Orders.Count));
        (_, sent) = await Wire.AcceptedAsync("{}", c => c.BasketMarginAsync(Clients.Token, [], false, true, default));
        Assert.Equal("POST /margins/basket?consider_positions=false&mode=compact []", sent);
    }

    [Fact]
    public async Task Charges_are_asked_for_by_executed_order()
    {
        var order = new ChargesOrder
        {
            OrderId = "1", Exchange = Exchanges.Nse, Tradingsymbol = "SBIN", TransactionType = TransactionTypes.Buy, Product = Products.Cnc,
            OrderType = OrderTypes.Market, Quantity = 1, AveragePrice = 560,
        };
        var (rows, sent) = await Wire.AcceptedAsync(
            """
            [{"transaction_type":"BUY","tradingsymbol":"SBIN","exchange":"NSE","variety":"regular","product":"CNC","order_type":"MARKET","quantity":1,"price":560,
              "charges":{"transaction_tax":0.56,"total":1.1}}]
            """,
            c => c.ChargesAsync(Clients.Token, [order], default));
        Assert.Equal(
            """POST /charges/orders [{"order_id":"1","exchange":"NSE","tradingsymbol":"SBIN","transaction_type":"BUY","variety":"regular","product":"CNC","order_type":"MARKET","quantity":1,"average_price":560}]""",
            sent);
        var row = Assert.Single(rows);
        Assert.Equal((560m, 1.1m, 0m), (row.Price, row.Charges.Total, row.Charges.Gst.Total));
    }

    [Fact]
    public async Task The_funds_of_one_segment_are_asked_for_by_its_name()
    {
        var (margin, sent) = await Wire.AcceptedAsync(
            """{"enabled":true,"net":99725.05000000002,"available":{"cash":1},"utilised":null}""", c => c.SegmentMarginAsync(Clients.Token, "equity", default));
        Assert.Equal("GET /user/margins/equity", sent);
        Assert.Equal((true, 99725.05000000002m, 1m, 0m), (margin.Enabled, margin.Net, margin.Available.Cash, margin.Utilised.Span));
    }

    [Fact]
    public async Task A_question_that_breaks_after_it_left_is_unknown_and_one_that_is_cancelled_throws()
    {
        await using var broker = new RawBroker(async connection =>
        {
            await connection.ReadRequestAsync();
            connection.Reset();
        });
        var client = Clients.For(broker.Addresses);
        Assert.Equal(OutcomeKind.Unknown, (await client.OrderMarginsAsync(Clients.Token, [Order], false, default).Soon()).Kind);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => client.OrderMarginsAsync(Clients.Token, [Order], false, cancelled.Token));
    }
}
