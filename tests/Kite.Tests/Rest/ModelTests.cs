using Kite.Rest;
using Kite.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Kite.Tests.Rest;

public class ModelTests
{
    [Fact]
    public async Task An_order_is_read_in_full()
    {
        var order = Assert.Single(await Orders("""
            {"account_id":"XX0000","placed_by":"XX0000","order_id":1953341975595868160,"parent_order_id":null,"exchange_order_id":"1300000012345678",
             "status":"CANCELLED","status_message":"17070 : off","status_message_raw":"RMS","order_timestamp":"2025-11-11 09:20:01",
             "exchange_timestamp":"2025-11-11 09:20:02","exchange_update_timestamp":"2025-11-11 09:20:03","variety":"regular","modified":true,
             "exchange":"NFO","tradingsymbol":"NIFTY25NOV25000CE","instrument_token":10189826,"order_type":"LIMIT","transaction_type":"BUY",
             "validity":"TTL","validity_ttl":5,"product":"NRML","quantity":75,"disclosed_quantity":0,"price":159.82,"trigger_price":0,
             "average_price":99725.05000000002,"filled_quantity":25.0,"pending_quantity":"50","cancelled_quantity":50,"market_protection":0,
             "meta":{"iceberg":{"leg":1}},"tag":"ab12","tags":["mktp","mktp:2.00"],"guid":"g-1","auction_number":22,"new_field":[1,{}]}
            """));
        Assert.Equal(("1953341975595868160", (string?)null, "CANCELLED"), (order.OrderId, order.ParentOrderId, order.Status));
        Assert.Equal((75, 25, 50, 50, 5), (order.Quantity, order.FilledQuantity, order.PendingQuantity, order.CancelledQuantity, order.ValidityTtl));
        Assert.Equal((159.82m, 99725.05000000002m), (order.Price, order.AveragePrice));
        Assert.Equal(new DateTimeOffset(2025, 11, 11, 9, 20, 3, Ist.Offset), order.ExchangeUpdateTimestamp);
        Assert.Equal(Ist.Offset, order.OrderTimestamp!.Value.Offset);
        Assert.Equal(["mktp", "mktp:2.00"], order.Tags);
        Assert.Equal(("""{"iceberg":{"leg":1}}""", "g-1", "22", "RMS"), (order.Meta, order.BrokerGuid, order.AuctionNumber, order.StatusMessageRaw));
        Assert.True(order.Modified);
        Assert.True(order.IsTerminal);
        Assert.Equal(10189826u, order.InstrumentToken);
    }

    [Theory]
    [InlineData("""{"order_id":"1"}""")]
    [InlineData("""
        {"order_id":"1","tags":null,"tag":null,"meta":null,"status":null,"quantity":null,"price":null,"average_price":"","modified":null,
         "order_timestamp":null,"exchange":null,"instrument_token":null,"exchange_timestamp":17,"exchange_update_timestamp":"soon"}
        """)]
    public async Task Missing_and_null_fields_read_as_nothing(string json)
    {
        var order = Assert.Single(await Orders(json));
        Assert.Empty(order.Tags);
        Assert.Equal(("", "", 0, 0m, 0m), (order.Status, order.Exchange, order.Quantity, order.Price, order.AveragePrice));
        Assert.Null(order.OrderTimestamp ?? order.ExchangeTimestamp ?? order.ExchangeUpdateTimestamp);
        Assert.Null(order.Meta);
        Assert.False(order.IsTerminal);
    }

    [Theory]
    [InlineData("\"filled_quantity\":\"many\"")]
    [InlineData("\"filled_quantity\":2.5")]
    [InlineData("\"filled_quantity\":99999999999")]
    [InlineData("\"filled_quantity\":{}")]
    [InlineData("\"average_price\":1e300")]
    [InlineData("\"instrument_token\":-1")]
    public async Task A_figure_that_cannot_be_read_is_never_taken_for_zero(string field)
    {
        await using var broker = await WebBroker.AnsweringAsync(200, $$"""{"status":"success","data":[{"order_id":"1",{{field}}}]}""");
        Assert.Equal(OutcomeKind.Unknown, (await Clients.For(broker.Addresses).OrdersAsync(Clients.Token, default)).Kind);
    }

    [Fact]
    public async Task Slices_may_end_differently()
    {
        const string Answer = """
            {"status":"success","data":{"order_id":"1","children":[{"order_id":"2"},
             {"error":{"code":400,"error_type":"MarginException","message":"Insufficient funds.","data":null}}]}}
            """;
        await using var broker = await WebBroker.AnsweringAsync(200, Answer);
        var placed = (await Clients.For(broker.Addresses).PlaceSlicedAsync(Clients.Token, Varieties.Regular, Clients.Order(), default)).Value!;
        Assert.Equal(("1", "2"), (placed.OrderId, placed.Children[0].OrderId));
        var error = placed.Children[1].Error!;
        Assert.Equal((400, "MarginException", RejectionKind.Margin, (string?)null), (error.Code, error.ErrorType, error.Kind, error.Data));
    }

    [Fact]
    public async Task A_trade_s_order_time_may_lack_its_date()
    {
        const string Answer = """
            {"status":"success","data":[{"trade_id":10000000,"order_id":"1","exchange":"NFO","tradingsymbol":"X","instrument_token":1,"product":"NRML",
             "transaction_type":"SELL","average_price":12.5,"quantity":75,"fill_timestamp":"2025-11-11 16:00:36","order_timestamp":"16:00:36"},null]}
            """;
        await using var broker = await WebBroker.AnsweringAsync(200, Answer);
        var trade = Assert.Single((await Clients.For(broker.Addresses).TradesAsync(Clients.Token, default)).Value!);
        Assert.Equal(("10000000", "16:00:36", 12.5m, 75), (trade.TradeId, trade.OrderTimestamp, trade.AveragePrice, trade.Quantity));
        Assert.Equal(new DateTimeOffset(2025, 11, 11, 16, 0, 36, Ist.Offset), trade.FillTimestamp);
    }

    [Fact]
    public async Task A_quote_carries_depth_and_circuit_limits_and_unknown_keys_are_absent()
    {
        const string Answer = """
            {"status":"success","data":{"NFO:X":{"instrument_token":1,"timestamp":"2025-11-11 09:20:01","last_trade_time":null,"last_price":12.3,
             "last_quantity":75,"buy_quantity":5000000000,"sell_quantity":3,"volume":1,"average_price":12,"oi":7,"oi_day_high":8,"oi_day_low":6,"net_change":0,
             "lower_circuit_limit":0.05,"upper_circuit_limit":455.1,"ohlc":{"open":1,"high":2,"low":0.5,"close":1.5},
             "depth":{"buy":[{"price":12.25,"quantity":75,"orders":2}],"sell":[]}},"NFO:Y":null}}
            """;
        await using var broker = await WebBroker.AnsweringAsync(200, Answer);
        var quotes = (await Clients.For(broker.Addresses).QuotesAsync(Clients.Token, ["NFO:X", "NFO:Y"], default)).Value!;
        var quote = quotes["NFO:X"];
        Assert.Single(quotes);
        Assert.Equal((0.05m, 455.1m, 5000000000L), (quote.LowerCircuitLimit, quote.UpperCircuitLimit, quote.BuyQuantity));
        Assert.Equal(new QuoteLevel { Price = 12.25m, Quantity = 75, Orders = 2 }, Assert.Single(quote.Depth.Buy));
        Assert.Equal(1.5m, quote.Ohlc.Close);
        Assert.Null(quote.LastTradeTime);
    }

    [Fact]
    public async Task Short_quotes_carry_prices()
    {
        await using var broker = await WebBroker.AnsweringAsync(
            200, """{"status":"success","data":{"NSE:X":{"instrument_token":"7","last_price":"12.30","ohlc":{"open":1,"high":2,"low":0.5,"close":1.5}}}}""");
        var client = Clients.For(broker.Addresses);
        Assert.Equal(new KiteLtp { InstrumentToken = 7, LastPrice = 12.3m }, (await client.LtpAsync(Clients.Token, ["NSE:X"], default)).Value!["NSE:X"]);
        var ohlc = new KiteOhlc { Open = 1, High = 2, Low = 0.5m, Close = 1.5m };
        Assert.Equal(
            new KiteOhlcQuote { InstrumentToken = 7, LastPrice = 12.3m, Ohlc = ohlc }, (await client.OhlcAsync(Clients.Token, ["NSE:X"], default)).Value!["NSE:X"]);
    }

    [Fact]
    public async Task Candles_are_in_Indian_time_with_open_interest_when_asked_for()
    {
        const string Answer = """
            {"status":"success","data":{"candles":[["2025-11-11T09:15:00+0530",100.5,101,99.95,100,75000],["2025-11-11T09:16:00+0530",1,2,0.5,1.5,10,424242]]}}
            """;
        await using var broker = await WebBroker.AnsweringAsync(200, Answer);
        var candles = (await Clients.For(broker.Addresses).HistoricalAsync(Clients.Token, 1, Intervals.Minute, default, default, false, true, default)).Value!;
        var first = new DateTimeOffset(2025, 11, 11, 9, 15, 0, Ist.Offset);
        Assert.Equal(new KiteCandle(first, 100.5m, 101, 99.95m, 100, 75000, null), candles[0]);
        Assert.Equal(Ist.Offset, candles[0].Time.Offset);
        Assert.Equal(424242, candles[1].OpenInterest);
    }

    [Theory]
    [InlineData("[\"soon\",1,2,3,4,5]")]
    [InlineData("[\"2025-11-11T09:15:00+0530\",1,2]")]
    [InlineData("{}")]
    public async Task A_damaged_candle_spoils_the_answer(string candle)
    {
        await using var broker = await WebBroker.AnsweringAsync(200, $$$"""{"status":"success","data":{"candles":[{{{candle}}}]}}""");
        var outcome = await Clients.For(broker.Addresses).HistoricalAsync(Clients.Token, 1, Intervals.Minute, default, default, false, false, default);
        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
    }

    [Fact]
    public async Task Positions_margins_and_holdings_are_read()
    {
        await using var broker = await WebBroker.StartAsync(context => context.Response.WriteAsync(context.Request.Path.Value switch
        {
            "/portfolio/positions" => """
                {"status":"success","data":{"net":[{"tradingsymbol":"X","exchange":"NFO","product":"NRML","quantity":-75,"multiplier":1,"pnl":-12.50,"unrealised":-0,
                 "buy_m2m":1.5,"day_sell_value":9}],"day":null}}
                """,
            "/user/margins" => """
                {"status":"success","data":{"equity":{"enabled":true,"net":99725.05000000002,"available":{"adhoc_margin":1,"intraday_payin":2},
                 "utilised":{"debits":3,"m2m_unrealised":-4,"option_premium":5}}}}
                """,
            _ => """
                {"status":"success","data":[{"tradingsymbol":"INFY","isin":"INE009A01021","t1_quantity":3,"authorised_date":"2025-11-11 00:00:00",
                 "discrepancy":"false","day_change_percentage":-1.5,"mtf":{"quantity":1,"initial_margin":2}}]}
                """,
        }));
        var client = Clients.For(broker.Addresses);
        var positions = (await client.PositionsAsync(Clients.Token, default)).Value!;
        Assert.Empty(positions.Day);
        var net = positions.Net[0];
        Assert.Equal((-75, -12.5m, 1.5m, 9m, 0m), (net.Quantity, net.Pnl, net.BuyM2m, net.DaySellValue, net.Unrealised));
        var margins = (await client.MarginsAsync(Clients.Token, default)).Value!;
        Assert.Null(margins.Commodity);
        Assert.True(margins.Equity!.Enabled);
        Assert.Equal((1m, 2m), (margins.Equity.Available.AdhocMargin, margins.Equity.Available.IntradayPayin));
        Assert.Equal((3m, -4m, 5m), (margins.Equity.Utilised.Debits, margins.Equity.Utilised.M2mUnrealised, margins.Equity.Utilised.OptionPremium));
        var holding = Assert.Single((await client.HoldingsAsync(Clients.Token, default)).Value!);
        Assert.Equal(("INE009A01021", 3, -1.5m), (holding.Isin, holding.T1Quantity, holding.DayChangePercentage));
        Assert.Equal((2m, false), (holding.Mtf!.InitialMargin, holding.Discrepancy));
    }

    static async Task<IReadOnlyList<KiteOrder>> Orders(string order)
    {
        await using var broker = await WebBroker.AnsweringAsync(200, $$"""{"status":"success","data":[{{order}}]}""");
        var outcome = await Clients.For(broker.Addresses).OrdersAsync(Clients.Token, default);
        Assert.Equal("", outcome.Message);
        return outcome.Value!;
    }
}
