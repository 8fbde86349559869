using System.Globalization;
using System.Text.Json;
using EndToEnd.Support;

namespace EndToEnd.Official;

/// <summary>The broker's own JavaScript client, as npm has it, against the simulator as a program: only its addresses are configured.</summary>
public sealed class OfficialClientTests
{
    static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task It_logs_in_trades_and_reads_everything_that_it_has_a_method_for()
    {
        await using var simulator = await SimulatorProcess.Start("--instruments", "2000", "--no-limits");
        var login = simulator.Accounts[0];
        var facts = (await NodeScript.RunOfficial("rest.mjs", new { rest = simulator.Rest, apiKey = login.ApiKey, apiSecret = login.ApiSecret }, s_limit))
            .ToDictionary(f => f.GetProperty("fact").GetString()!, f => f.GetProperty("value"));

        Assert.Equal(login.UserId, Text(facts["session"], "user"));
        Assert.Equal(login.UserId, Text(facts["profile"], "user_id"));
        Assert.Equal(2000, facts["instruments"].GetProperty("options").GetInt32());
        Assert.Equal((408065m, 1m), (decimal.Parse(Text(facts["instruments"].GetProperty("share"), "instrument_token"), CultureInfo.InvariantCulture), Number(facts["instruments"].GetProperty("share"), "lot_size")));

        var quotes = facts["quotes"];
        Assert.Equal(2, quotes.GetProperty("keys").GetArrayLength());
        var last = Number(quotes.GetProperty("ltp"), "last_price");
        Assert.InRange(Number(quotes.GetProperty("quote"), "last_price"), last / 2, last * 2);
        Assert.True(Number(quotes.GetProperty("ohlc").GetProperty("ohlc"), "high") > 0);
        Assert.Equal((60, true), (facts["historical"].GetProperty("count").GetInt32(), facts["historical"].GetProperty("valid").GetBoolean()));

        var states = facts["history"].GetProperty("states").EnumerateArray().Select(s => s.GetString()).ToList();
        Assert.Equal(
            ["PUT ORDER REQ RECEIVED", "VALIDATION PENDING", "OPEN PENDING", "OPEN", "MODIFY VALIDATION PENDING", "MODIFY PENDING", "MODIFIED", "OPEN", "CANCEL PENDING", "CANCELLED"],
            states);
        Assert.Equal(Text(facts["history"], "order_id"), Text(facts["cancelled"], "order_id"));
        Assert.Equal(("LIMIT", "mktp"), (Text(facts["market"], "type"), facts["market"].GetProperty("tags")[1].GetString()));
        Assert.Equal(Number(facts["market"], "filled"), facts["positions"].EnumerateArray().Sum(p => Number(p, "quantity")));
        Assert.True(facts["converted"].GetBoolean());
        Assert.True(facts["margins"].GetProperty("all").GetProperty("equity").GetProperty("enabled").GetBoolean());
        Assert.True(Number(facts["order margins"].GetProperty("compact")[0], "total") > 0);
        Assert.True(Number(facts["contract note"][0].GetProperty("charges"), "brokerage") > 0);
        Assert.Equal(("two-leg", "active", "deleted"), (Text(facts["gtt"], "type"), Text(facts["gtt"], "status"), Text(facts["gtt"], "after")));
        Assert.Equal((3, "OPEN", "PAUSED"), (facts["funds"].GetProperty("funds").GetInt32(), Text(facts["funds"], "one"), Text(facts["funds"], "sip")));
        var refusals = facts["refusals"];
        Assert.Equal(
            ("InputException", "OrderException", "TokenException", "TokenException", 1),
            (Text(refusals, "input"), Text(refusals, "order"), Text(refusals, "renew"), Text(refusals, "token"), refusals.GetProperty("expired").GetInt32()));
    }

    [Fact]
    public async Task Its_ticker_reads_what_the_simulator_meant_in_all_three_modes()
    {
        // The market stands still, so that what is meant now is what was sent.
        await using var simulator = await SimulatorProcess.Start("--instruments", "2000", "--no-limits", "--speed", "0");
        var login = simulator.Accounts[0];
        var meant = (await simulator.Read("/control/instruments?symbol=NSE:NIFTY 50&symbol=NSE:NIFTY BANK&symbol=BSE:SENSEX&symbol=NSE:INFY&symbol=NSE:SBIN"
            + "&symbol=NSE:RELIANCE&symbol=NFO:NIFTY25NOVFUT&symbol=NFO:BANKNIFTY25DECFUT&symbol=BFO:SENSEX25NOVFUT")).EnumerateArray().ToList();
        Assert.Equal(9, meant.Count);
        uint[] Every(int first) => [.. meant.Where((_, i) => i % 3 == first).Select(m => m.GetProperty("instrument_token").GetUInt32())];
        var facts = await NodeScript.RunOfficial(
            "ticker.mjs",
            new
            {
                rest = simulator.Rest, ticker = simulator.Ticker, apiKey = login.ApiKey, apiSecret = login.ApiSecret,
                ltp = Every(0), quote = Every(1), full = Every(2), symbol = "NIFTY25NOV25950CE", lot = 75,
            },
            s_limit);
        var ticks = facts.Single(f => Text(f, "fact") == "ticks").GetProperty("value").EnumerateArray().ToDictionary(t => t.GetProperty("instrument_token").GetUInt32());
        foreach (var m in meant)
            Compare(m, ticks[m.GetProperty("instrument_token").GetUInt32()]);
        Assert.Equal("pushed", Text(facts.Single(f => Text(f, "fact") == "order").GetProperty("value"), "tag"));
    }

    static void Compare(JsonElement meant, JsonElement tick)
    {
        var (mode, index) = (Text(tick, "mode"), meant.GetProperty("index").GetBoolean());
        Assert.Equal(!index, tick.GetProperty("tradable").GetBoolean());
        Assert.Equal(Number(meant, "last_price"), Number(tick, "last_price"));
        if (mode == "ltp")
            return;
        foreach (var name in (string[])["open", "high", "low", "close"])
            Assert.Equal(Number(meant, name), Number(tick.GetProperty("ohlc"), name));
        if (mode == "full")
            Assert.Equal(meant.GetProperty("exchange_timestamp").GetInt64(), tick.GetProperty("exchange_timestamp").GetDateTimeOffset().ToUnixTimeSeconds());
        if (index)
            return;
        foreach (var (theirs, ours) in ((string, string)[])[("last_traded_quantity", "last_quantity"), ("average_traded_price", "average_price"), ("volume_traded", "volume"), ("total_buy_quantity", "buy_quantity"), ("total_sell_quantity", "sell_quantity")])
            Assert.Equal(Number(meant, ours), Number(tick, theirs));
        if (mode != "full")
            return;
        foreach (var name in (string[])["oi", "oi_day_high", "oi_day_low"])
            Assert.Equal(Number(meant, name), Number(tick, name));
        foreach (var side in (string[])["buy", "sell"])
        {
            Assert.Equal(
                meant.GetProperty(side).EnumerateArray().Select(l => (Number(l, "price"), Number(l, "quantity"), Number(l, "orders"))),
                tick.GetProperty("depth").GetProperty(side).EnumerateArray().Select(l => (Number(l, "price"), Number(l, "quantity"), Number(l, "orders"))));
        }
    }

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    static decimal Number(JsonElement element, string name) => element.GetProperty(name).GetDecimal();
}
