using System.Text.Json;
using Gateway.Tests.Support;

namespace Gateway.Tests.Service;

[Collection(nameof(Support.Service))]
public class MarketEndpointTests(Support.Service service)
{
    static readonly string[] QuoteFields =
    [
        "instrument", "token", "ltp", "change", "open", "high", "low", "close", "bid", "ask", "bid_qty", "ask_qty", "volume", "oi", "iv", "iv_source", "low_information", "delta", "gamma",
        "theta_per_day", "vega_per_point", "rho_per_point", "price", "status", "freshness", "source", "exchange_time",
    ];

    async Task<JsonElement> Nifty() =>
        (await service.Get("/api/v1/underlyings")).IsOk().Json.GetProperty("underlyings").EnumerateArray().First(u => u.GetProperty("underlying").GetString() == "NIFTY");

    [Fact]
    public async Task Underlyings_have_spot_futures_and_expiries_and_the_streamed_ones_come_first()
    {
        var answer = (await service.Get("/api/v1/underlyings")).IsOk();
        Assert.Equal("application/json", answer.Type);
        var all = answer.Json.GetProperty("underlyings").EnumerateArray().ToList();
        Assert.Equal(["NIFTY", "BANKNIFTY"], all.Select(u => u.GetProperty("underlying").GetString()).Take(2));
        var nifty = all[0];
        Assert.Equal(["underlying", "exchange", "spot_instrument", "spot", "change", "exchange_time", "expiries", "futures", "mode"], nifty.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("NFO", "NSE:NIFTY 50", "simulated"), (nifty.GetProperty("exchange").GetString(), nifty.GetProperty("spot_instrument").GetString(), nifty.GetProperty("mode").GetString()));
        Assert.True(nifty.GetProperty("spot").GetDecimal() > 0);
        Assert.Matches(@"^\d{4}-\d\d-\d\d$", nifty.GetProperty("expiries")[0].GetString());
        Assert.EndsWith("+05:30", nifty.GetProperty("exchange_time").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_has_every_field_and_rows_by_rising_strike()
    {
        var answer = (await service.Get("/api/v1/chains/nifty")).IsOk();
        Assert.Equal(
            ["underlying", "exchange", "expiry", "epoch", "version", "as_of", "spot", "forward", "forward_source", "rate", "years_to_expiry", "atm_strike", "pcr", "max_pain", "atm_iv", "mode", "rows"],
            answer.Names);
        var rows = answer.Json.GetProperty("rows").EnumerateArray().ToList();
        Assert.True(rows.Count > 20);
        Assert.Equal(rows.Select(r => r.GetProperty("strike").GetDecimal()).Order(), rows.Select(r => r.GetProperty("strike").GetDecimal()));
        Assert.All(rows, row => Assert.Equal(["strike", "call", "put"], row.EnumerateObject().Select(p => p.Name)));
        var atm = rows.Single(r => r.GetProperty("strike").GetDecimal() == answer.Json.GetProperty("atm_strike").GetDecimal());
        foreach (var side in new[] { atm.GetProperty("call"), atm.GetProperty("put") })
        {
            Assert.Equal(QuoteFields, side.EnumerateObject().Select(p => p.Name));
            Assert.Equal(("ok", "simulated", "own"), (side.GetProperty("status").GetString(), side.GetProperty("freshness").GetString(), side.GetProperty("iv_source").GetString()));
            Assert.InRange(side.GetProperty("iv").GetDouble(), 0.01, 1);
            Assert.StartsWith("sim:", side.GetProperty("source").GetString(), StringComparison.Ordinal);
        }

        var discount = Math.Exp(-answer.Json.GetProperty("rate").GetDouble() * answer.Json.GetProperty("years_to_expiry").GetDouble());
        Assert.InRange(atm.GetProperty("call").GetProperty("delta").GetDouble(), 0.3, 0.7);
        Assert.InRange(discount, 0.99, 1);
    }

    [Theory]
    [InlineData("nse")]
    [InlineData("upstox")]
    public async Task Another_conventions_figures_stand_beside_ours_on_request(string convention)
    {
        var chain = (await service.Get($"/api/v1/chains/NIFTY?convention={convention}")).IsOk().Json;
        var atm = chain.GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("strike").GetDecimal() == chain.GetProperty("atm_strike").GetDecimal());
        var theirs = atm.GetProperty("call").GetProperty("convention");
        Assert.Equal((convention, "ok"), (theirs.GetProperty("name").GetString(), theirs.GetProperty("status").GetString()));
        Assert.InRange(theirs.GetProperty("iv").GetDouble() / atm.GetProperty("call").GetProperty("iv").GetDouble(), 0.8, 1.2);
        (await service.Get("/api/v1/chains/NIFTY?convention=bloomberg")).IsProblem(400, "unknown_convention", "convention");
    }

    [Fact]
    public async Task Each_listed_expiry_has_a_chain()
    {
        foreach (var expiry in (await Nifty()).GetProperty("expiries").EnumerateArray().Take(3).Select(e => e.GetString()))
            Assert.Equal(expiry, (await service.Get($"/api/v1/chains/NIFTY?expiry={expiry}")).IsOk().Json.GetProperty("expiry").GetString());
    }

    [Fact]
    public async Task A_chain_that_does_not_exist_names_its_neighbours()
    {
        var unknown = (await service.Get("/api/v1/chains/NIFY")).IsProblem(404, "unknown_underlying", "underlying");
        Assert.Equal("NIFTY", unknown.Json.GetProperty("nearest")[0].GetString());
        var expiry = (await service.Get("/api/v1/chains/NIFTY?expiry=2025-11-26")).IsProblem(404, "unknown_expiry", "expiry");
        Assert.Contains((await Nifty()).GetProperty("expiries")[0].GetString(), expiry.Json.GetProperty("nearest").EnumerateArray().Select(n => n.GetString()));
        (await service.Get("/api/v1/chains/NIFTY?expiry=25-11-2025")).IsProblem(400, "malformed_expiry", "expiry");
    }

    [Fact]
    public async Task Instruments_page_without_gap_or_repeat()
    {
        var expiry = (await Nifty()).GetProperty("expiries")[0].GetString();
        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = (await service.Get($"/api/v1/instruments?underlying=NIFTY&expiry={expiry}&instrument_type=CE&limit=7{cursor}")).IsOk();
            Assert.Equal(["instruments", "next_cursor"], page.Names);
            seen.AddRange(page.Json.GetProperty("instruments").EnumerateArray().Select(i => i.GetProperty("instrument").GetString()!));
            cursor = page.Json.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : "";
        }
        while (cursor.Length > 0);
        Assert.Equal(seen.Distinct().Order(StringComparer.Ordinal), seen);
        Assert.All(seen, i => Assert.EndsWith("CE", i, StringComparison.Ordinal));
        var chain = (await service.Get($"/api/v1/chains/NIFTY?expiry={expiry}")).Json.GetProperty("rows").EnumerateArray().Count();
        Assert.Equal(chain, seen.Count);
    }

    [Theory]
    [InlineData("limit=0", "malformed_limit", "limit")]
    [InlineData("limit=1001", "malformed_limit", "limit")]
    [InlineData("limit=x", "malformed_limit", "limit")]
    [InlineData("expiry=tomorrow", "malformed_expiry", "expiry")]
    public async Task A_query_that_cannot_be_read_is_named(string query, string code, string field) =>
        (await service.Get("/api/v1/instruments?" + query)).IsProblem(400, code, field);

    [Fact]
    public async Task One_instrument_shows_its_contract_and_an_unknown_one_its_neighbours()
    {
        var found = (await service.Get("/api/v1/instruments?search=nifty 50&limit=1")).IsOk().Json.GetProperty("instruments")[0].GetProperty("instrument").GetString();
        Assert.Equal("NSE:NIFTY 50", found);
        var info = (await service.Get("/api/v1/instruments/NSE:NIFTY%2050")).IsOk();
        Assert.Equal(["instrument", "token", "exchange", "tradingsymbol", "name", "expiry", "strike", "tick_size", "lot_size", "instrument_type", "segment"], info.Names);
        Assert.Equal(JsonValueKind.Null, info.Json.GetProperty("strike").ValueKind);
        var unknown = (await service.Get("/api/v1/instruments/NFO:NIFTY99")).IsProblem(404, "unknown_instrument", "instrument");
        Assert.All(unknown.Json.GetProperty("nearest").EnumerateArray(), n => Assert.StartsWith("NFO:", n.GetString(), StringComparison.Ordinal));
        (await service.Get("/api/v1/instruments/NFO:NIFTY99/quote")).IsProblem(404, "unknown_instrument", "instrument");
    }

    [Fact]
    public async Task A_quote_shows_the_chains_fields_then_depth_and_age()
    {
        var chain = (await service.Get("/api/v1/chains/NIFTY")).Json;
        var atm = chain.GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("strike").GetDecimal() == chain.GetProperty("atm_strike").GetDecimal());
        var quote = (await service.Get($"/api/v1/instruments/{atm.GetProperty("call").GetProperty("instrument").GetString()}/quote")).IsOk();
        Assert.Equal([.. QuoteFields, "depth", "refused", "age_ms"], quote.Names);
        Assert.InRange(quote.Json.GetProperty("age_ms").GetInt64(), 0, 600_000);
        var buy = quote.Json.GetProperty("depth").GetProperty("buy").EnumerateArray().ToList();
        Assert.Equal(["price", "quantity", "orders"], buy[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(buy.Select(l => l.GetProperty("price").GetDecimal()).OrderDescending(), buy.Select(l => l.GetProperty("price").GetDecimal()));
    }

    [Fact]
    public async Task The_quote_of_an_index_has_no_depth()
    {
        var quote = (await service.Get("/api/v1/instruments/NSE:NIFTY%2050/quote")).IsOk().Json;
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (quote.GetProperty("depth").ValueKind, quote.GetProperty("iv").ValueKind));
        Assert.True(quote.GetProperty("ltp").GetDecimal() > 0);
        Assert.Equal("simulated", quote.GetProperty("freshness").GetString());
    }

    [Fact]
    public async Task A_subscription_is_added_streams_and_is_taken_out()
    {
        const string instrument = "NSE:NIFTY BANK";
        var path = "/api/v1/subscriptions/" + Uri.EscapeDataString(instrument);
        var quote = $"/api/v1/instruments/{Uri.EscapeDataString(instrument)}/quote";
        (await service.Get(quote)).IsProblem(404, "no_quote");
        var total = (await service.Get("/api/v1/subscriptions")).IsOk().Json.GetProperty("total").GetInt32();
        var added = (await service.Send(new(HttpMethod.Put, path))).IsOk();
        Assert.Equal(["instrument", "reason", "source"], added.Names);
        Assert.Equal((instrument, "explicit"), (added.Json.GetProperty("instrument").GetString(), added.Json.GetProperty("reason").GetString()));
        Assert.Equal(total + 1, (await service.Get("/api/v1/subscriptions")).Json.GetProperty("total").GetInt32());
        await Eventually.Until(() => service.Get(quote), q => q.Status == 200, $"{instrument} to tick");
        Assert.Equal(204, (await service.Send(new(HttpMethod.Delete, path))).Status);
        (await service.Send(new(HttpMethod.Delete, path))).IsProblem(404, "not_subscribed", "instrument");
        Assert.Equal(total, (await service.Get("/api/v1/subscriptions")).Json.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Subscriptions_page_and_refuse_what_is_unknown()
    {
        var first = (await service.Get("/api/v1/subscriptions?limit=5")).IsOk();
        Assert.Equal(["subscriptions", "next_cursor", "total", "shed"], first.Names);
        var cursor = Uri.EscapeDataString(first.Json.GetProperty("next_cursor").GetString()!);
        var second = (await service.Get($"/api/v1/subscriptions?limit=5&cursor={cursor}")).IsOk();
        Assert.True(string.CompareOrdinal(second.Json.GetProperty("subscriptions")[0].GetProperty("instrument").GetString(), first.Json.GetProperty("subscriptions")[4].GetProperty("instrument").GetString()) > 0);
        (await service.Get("/api/v1/subscriptions?limit=2000")).IsProblem(400, "malformed_limit", "limit");
        (await service.Send(new(HttpMethod.Put, "/api/v1/subscriptions/NFO:NIFTY99"))).IsProblem(404, "unknown_instrument", "instrument");
    }
}
