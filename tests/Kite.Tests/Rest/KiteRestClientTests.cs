using System.Globalization;
using System.IO.Compression;
using Kite.Rest;
using Kite.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Kite.Tests.Rest;

public class KiteRestClientTests
{
    [Fact]
    public async Task An_order_goes_out_as_a_form_with_token_and_version()
    {
        var seen = await Wire.SendAsync("""{"status":"success","data":{"order_id":"42"}}""", async client =>
        {
            var order = Clients.Order() with
            {
                Tradingsymbol = "M&M25NOVFUT", OrderType = OrderTypes.Sl, Price = 1234.50m, TriggerPrice = 0.05m, Validity = Validities.Ttl, ValidityTtl = 5,
                DisclosedQuantity = 10, MarketProtection = -1, IcebergLegs = 2, IcebergQuantity = 40, AuctionNumber = "22", AlgoId = "A 1", AutoSlice = true,
            };
            Assert.Equal("42", (await client.PlaceAsync(Clients.Token, Varieties.Regular, order, default)).Value);
        });
        Assert.Equal("POST", seen.Method);
        Assert.Equal("/orders/regular", seen.Target);
        Assert.Equal("token simkey00:acc-tok-1", seen.Authorization);
        Assert.Equal("3", seen.Version);
        Assert.Equal("application/x-www-form-urlencoded", seen.ContentType);
        Assert.Equal(
            "exchange=NFO&tradingsymbol=M%26M25NOVFUT&transaction_type=BUY&order_type=SL&product=NRML&quantity=75&price=1234.5&trigger_price=0.05"
            + "&validity=TTL&validity_ttl=5&disclosed_quantity=10&market_protection=-1&iceberg_legs=2&iceberg_quantity=40&auction_number=22"
            + "&algo_id=A%201&tag=ab12&autoslice=true",
            seen.Body);
    }

    [Fact]
    public void Prices_never_take_the_culture_of_the_machine()
    {
        var before = CultureInfo.CurrentCulture;
        // Made by hand: with invariant globalisation no culture data is there.
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = comma;
            var form = new Form();
            form.Add("price", -123.4500m);
            form.Add("small", 0.0000001m);
            form.Add("quantity", -7);
            Assert.Equal("price=-123.45&small=0.0000001&quantity=-7", form.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task A_modification_sends_only_what_changes()
    {
        var seen = await Wire.SendAsync("""{"status":"success","data":{"order_id":"42"}}""", async client =>
        {
            var changes = new ModifyOrder { Quantity = 150, Price = 9.95m, OrderType = OrderTypes.Limit, ParentOrderId = "7" };
            Assert.Equal("42", (await client.ModifyAsync(Clients.Token, Varieties.Co, "4/2", changes, default)).Value);
        });
        Assert.Equal("PUT", seen.Method);
        Assert.Equal("/orders/co/4%2F2", seen.Target);
        Assert.Equal("parent_order_id=7&quantity=150&price=9.95&order_type=LIMIT", seen.Body);
    }

    [Fact]
    public async Task A_modification_that_changes_nothing_is_not_sent()
    {
        await using var broker = new RawBroker(_ => Task.CompletedTask);
        var outcome = await Clients.For(broker.Addresses).ModifyAsync(Clients.Token, Varieties.Regular, "1", new ModifyOrder(), default);
        Assert.Equal(RejectionKind.Input, outcome.Rejection);
        Assert.Equal(0, broker.Connections);
    }

    [Theory]
    [InlineData(null, "/orders/regular/42")]
    [InlineData("7", "/orders/regular/42?parent_order_id=7")]
    public async Task A_cancellation_names_the_order_in_its_path(string? parent, string target)
    {
        var seen = await Wire.SendAsync("""{"status":"success","data":{"order_id":"42"}}""", async client =>
            Assert.Equal("42", (await client.CancelAsync(Clients.Token, Varieties.Regular, "42", default, parent)).Value));
        Assert.Equal(("DELETE", target, ""), (seen.Method, seen.Target, seen.Body));
    }

    [Fact]
    public async Task A_request_token_is_exchanged_with_the_checksum_and_without_a_token()
    {
        const string Answer = """
            {"status":"success","data":{"user_id":"XX0000","user_name":"A B","email":"a@b.example","api_key":"simkey00","access_token":"at","public_token":"pt",
             "refresh_token":"","login_time":"2025-11-11 08:16:14","exchanges":["NSE","NFO"],"products":["NRML"],"order_types":["LIMIT"],"avatar_url":null,"meta":{"demat_consent":""}}}
            """;
        var seen = await Wire.SendAsync(Answer, async client =>
        {
            var session = (await client.ExchangeAsync(new KiteCredentials("simkey00", "simsecret9"), "reqtok123", default)).Value!;
            Assert.Equal(("XX0000", "at", "pt", "A B"), (session.UserId, session.AccessToken, session.PublicToken, session.UserName));
            Assert.Equal(new DateTime(2025, 11, 11, 8, 16, 14), session.LoginTimeIst);
            Assert.Equal(["NSE", "NFO"], session.Exchanges);
        });
        Assert.Equal("", seen.Authorization);
        Assert.Equal(
            "api_key=simkey00&request_token=reqtok123&checksum=ee87696894e3a1b1efc7ee5662f0024890d9f9cbd97ee3fccedd12a76ec7bd8a", seen.Body);
    }

    [Fact]
    public async Task A_session_without_a_token_is_none()
    {
        await Wire.SendAsync("""{"status":"success","data":{"user_id":"XX0000"}}""", async client =>
            Assert.Equal(OutcomeKind.Unknown, (await client.ExchangeAsync(new KiteCredentials("k", "s"), "r", default)).Kind));
    }

    [Fact]
    public async Task A_logout_names_the_session()
    {
        var seen = await Wire.SendAsync("""{"status":"success","data":true}""", async client => Assert.True((await client.LogoutAsync("at", default)).Value));
        Assert.Equal(("DELETE", "/session/token?api_key=simkey00&access_token=at"), (seen.Method, seen.Target));
    }

    [Fact]
    public void The_log_in_page_carries_the_caller_s_parameters()
    {
        var client = new KiteRestClient(KiteRestClient.CreateHttpClient(), KiteAddresses.Zerodha, "simkey00", TimeProvider.System);
        Assert.Equal("https://kite.zerodha.com/connect/login?v=3&api_key=simkey00", client.LoginUrl(null).AbsoluteUri);
        Assert.Equal(
            "https://kite.zerodha.com/connect/login?v=3&api_key=simkey00&redirect_params=nonce%3Da%26b%3D1", client.LoginUrl("nonce=a&b=1").AbsoluteUri);
    }

    [Fact]
    public async Task Reads_ask_the_documented_paths()
    {
        var from = new DateTimeOffset(2025, 11, 11, 3, 45, 0, TimeSpan.Zero);
        await Check("/user/profile", c => c.ProfileAsync(Clients.Token, default));
        await Check("/user/margins", c => c.MarginsAsync(Clients.Token, default));
        await Check("/orders", c => c.OrdersAsync(Clients.Token, default));
        await Check("/orders/42", c => c.OrderHistoryAsync(Clients.Token, "42", default));
        await Check("/trades", c => c.TradesAsync(Clients.Token, default));
        await Check("/orders/42/trades", c => c.OrderTradesAsync(Clients.Token, "42", default));
        await Check("/portfolio/positions", c => c.PositionsAsync(Clients.Token, default));
        await Check("/portfolio/holdings", c => c.HoldingsAsync(Clients.Token, default));
        await Check("/quote?i=NSE%3ANIFTY%2050&i=NSE%3AM%26M", c => c.QuotesAsync(Clients.Token, ["NSE:NIFTY 50", "NSE:M&M"], default));
        await Check("/quote/ltp?i=NSE%3AINFY", c => c.LtpAsync(Clients.Token, ["NSE:INFY"], default));
        await Check("/quote/ohlc?i=NSE%3AINFY", c => c.OhlcAsync(Clients.Token, ["NSE:INFY"], default));
        await Check(
            "/instruments/historical/256265/5minute?from=2025-11-11%2009%3A15%3A00&to=2025-11-11%2010%3A15%3A00&continuous=0&oi=1",
            c => c.HistoricalAsync(Clients.Token, 256265, Intervals.FiveMinutes, from, from.AddHours(1), false, true, default));
        await Check("/instruments", c => c.InstrumentsAsync(Clients.Token, null, default));
        await Check("/instruments/NFO", c => c.InstrumentsAsync(Clients.Token, "NFO", default));

        static async Task Check<T>(string target, Func<KiteRestClient, Task<Outcome<T>>> call)
        {
            var seen = await Wire.SendAsync("", async client => Assert.Equal(OutcomeKind.Unknown, (await call(client)).Kind));
            Assert.Equal(("GET", target, "token simkey00:acc-tok-1", "3"), (seen.Method, seen.Target, seen.Authorization, seen.Version));
        }
    }

    [Fact]
    public async Task Answers_may_be_compressed_and_tell_the_broker_s_clock()
    {
        var time = new FakeTime();
        await using var broker = await WebBroker.StartAsync(async context =>
        {
            Assert.Contains("gzip", context.Request.Headers.AcceptEncoding.ToString(), StringComparison.Ordinal);
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.Headers.Date = time.GetUtcNow().AddSeconds(3).ToString("R");
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync("""{"status":"success","data":{"user_id":"XX0000"}}"""u8.ToArray());
        });
        var client = Clients.For(broker.Addresses, time);
        Assert.Null(client.ClockOffset);
        Assert.Equal("XX0000", (await client.ProfileAsync(Clients.Token, default)).Value!.UserId);
        Assert.Equal(TimeSpan.FromSeconds(3), client.ClockOffset);
    }

    /// <param name="spent">Seconds from sending to the answer.</param>
    /// <param name="date">What the answer is dated, in seconds after it was sent.</param>
    /// <param name="proved">The offset that this proves: the date is a whole second that had begun, and the answer was made at any time in between.</param>
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, -1, 0)]
    [InlineData(0, 4, 4)]
    [InlineData(0, -4, -3)]
    [InlineData(5, 0, 0)]
    [InlineData(5, 5, 0)]
    [InlineData(5, 9, 4)]
    [InlineData(5, -4, -3)]
    public async Task A_slow_answer_is_no_reason_to_doubt_a_clock(int spent, int date, int proved)
    {
        var time = new FakeTime();
        await using var broker = await Dated(time, () => (date, spent));
        var client = Clients.For(broker.Addresses, time);
        await client.ProfileAsync(Clients.Token, default);
        Assert.Equal(TimeSpan.FromSeconds(proved), client.ClockOffset);
    }

    [Fact]
    public async Task A_clock_that_was_put_right_is_believed_again_and_a_slow_answer_takes_nothing_back()
    {
        var (time, off, spent) = (new FakeTime(), 10, 0);
        await using var broker = await Dated(time, () => (off, spent));
        var client = Clients.For(broker.Addresses, time);
        await client.ProfileAsync(Clients.Token, default);
        Assert.Equal(TimeSpan.FromSeconds(10), client.ClockOffset);
        spent = 5;
        await client.ProfileAsync(Clients.Token, default);
        Assert.Equal(TimeSpan.FromSeconds(10), client.ClockOffset);
        (off, spent) = (0, 0);
        await client.ProfileAsync(Clients.Token, default);
        Assert.Equal(TimeSpan.FromSeconds(1), client.ClockOffset);
    }

    /// <summary>A broker whose answers are dated so many seconds after the request came, and take so many.</summary>
    static Task<WebBroker> Dated(FakeTime time, Func<(int Date, int Spent)> answer) => WebBroker.StartAsync(context =>
    {
        var (date, spent) = answer();
        context.Response.Headers.Date = time.GetUtcNow().AddSeconds(date).ToString("R");
        time.Advance(TimeSpan.FromSeconds(spent));
        return context.Response.WriteAsync("""{"status":"success","data":{"user_id":"XX0000"}}""");
    });
}
