using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Rest;

public sealed class MarketDataTests
{
    [Fact]
    public async Task The_dump_lists_every_instrument_in_the_broker_s_columns()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var all = await trader.GetAsync("/instruments");
        Assert.Equal("text/csv", all.MediaType);
        var lines = all.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange", lines[0]);
        Assert.Equal(sim.Host.World.Market.Instruments.Count, lines.Length - 1);
        Assert.Contains(lines, static l => l.StartsWith("256265,1001,NIFTY 50,NIFTY 50,", StringComparison.Ordinal) && l.EndsWith(",,0,0,0,EQ,INDICES,NSE", StringComparison.Ordinal));
        var option = sim.Option();
        Assert.Contains(lines, l => l.StartsWith($"{option.Token},{option.Token >> 8},{option.Symbol},NIFTY,", StringComparison.Ordinal)
            && l.EndsWith($",2025-11-25,{option.Strike},0.05,75,CE,NFO-OPT,NFO", StringComparison.Ordinal));
        Assert.Equal(3, (await trader.GetAsync("/instruments/NSE")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task The_dump_is_compressed_when_that_is_accepted()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(sim.Host.RestAddress, "instruments/NFO"));
        request.Headers.TryAddWithoutValidation("Authorization", $"token {trader.Account.ApiKey}:{trader.AccessToken}");
        request.Headers.Add("Accept-Encoding", "gzip");
        using var response = await http.SendAsync(request);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal(0x1f, (await response.Content.ReadAsByteArrayAsync())[0]);
    }

    [Fact]
    public async Task Quotes_leave_out_what_does_not_exist()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var option = sim.Option();
        var quotes = (await trader.GetAsync($"/quote?i=NSE:NIFTY+50&i={option.QuoteKey}&i=NFO:NONE&i={option.Token}")).Data.AsObject();
        Assert.Equal(["NSE:NIFTY 50", option.QuoteKey, $"{option.Token}"], quotes.Select(static q => q.Key));
        var quote = quotes[option.QuoteKey]!;
        Assert.Equal(option.Last / 100.0, quote["last_price"]!.GetValue<double>());
        Assert.Equal(option.Bids[0].Price / 100.0, quote["depth"]!["buy"]![0]!["price"]!.GetValue<double>());
        Assert.True(quote["lower_circuit_limit"]!.GetValue<double>() < quote["upper_circuit_limit"]!.GetValue<double>());
        var ltp = (await trader.GetAsync($"/quote/ltp?i={option.QuoteKey}")).Data[option.QuoteKey]!.AsObject();
        Assert.Equal(["instrument_token", "last_price"], ltp.Select(static f => f.Key));
        Assert.Equal(option.High / 100.0, (await trader.GetAsync($"/quote/ohlc?i={option.QuoteKey}")).Data[option.QuoteKey]!["ohlc"]!["high"]!.GetValue<double>());
        Assert.Equal(400, (await trader.GetAsync("/quote")).Status);
        Assert.Equal(400, (await trader.GetAsync("/quote?" + string.Join('&', Enumerable.Range(0, 501).Select(static n => $"i={n}")))).Status);
    }

    [Fact]
    public async Task Minute_candles_of_the_day_run_into_the_simulated_ones_and_day_candles_contain_them()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        sim.Turn(4 * 160);
        var candles = (await trader.GetAsync("/instruments/historical/256265/minute?from=2025-11-21 09:15:00&to=2025-11-21 15:30:00")).Data["candles"]!.AsArray();
        Assert.Equal("2025-11-21T09:15:00+0530", candles[0]![0]!.GetValue<string>());
        Assert.Equal("2025-11-21T12:25:00+0530", candles[^1]![0]!.GetValue<string>());
        Assert.Equal(191, candles.Count);
        Assert.All(candles, static c => Assert.True(c![2]!.GetValue<double>() >= c[4]!.GetValue<double>() && c[3]!.GetValue<double>() <= c[4]!.GetValue<double>()));
        Assert.Equal(sim.Host.World.Market.Underlyings[0].Index.Last / 100.0, candles[^1]![4]!.GetValue<double>());
        var day = (await trader.GetAsync("/instruments/historical/256265/day?from=2025-11-17 00:00:00&to=2025-11-21 00:00:00")).Data["candles"]!.AsArray();
        Assert.Equal(5, day.Count);
        Assert.Equal("2025-11-17T00:00:00+0530", day[0]![0]!.GetValue<string>());
        var option = (await trader.GetAsync($"/instruments/historical/{sim.Option().Token}/15minute?from=2025-11-20&to=2025-11-21 12:00:00&oi=1")).Data["candles"]!.AsArray();
        Assert.Equal(25 + 12, option.Count);
        Assert.Equal(7, option[0]!.AsArray().Count);
    }

    [Fact]
    public async Task Day_candles_go_back_for_years_and_follow_each_other()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var days = (await trader.GetAsync("/instruments/historical/256265/day?from=2020-11-21&to=2025-11-20")).Data["candles"]!.AsArray();
        Assert.InRange(days.Count, 1280, 1310);
        for (var i = 1; i < days.Count; i++)
            Assert.Equal(1.0, days[i]![1]!.GetValue<double>() / days[i - 1]![4]!.GetValue<double>(), 0.012);
        var option = (await trader.GetAsync($"/instruments/historical/{sim.Option().Token}/day?from=2025-01-01&to=2025-11-20")).Data["candles"]!.AsArray();
        Assert.InRange(option.Count, 55, 66);
    }

    [Theory]
    [InlineData("/instruments/historical/256265/second?from=2025-11-20&to=2025-11-21")]
    [InlineData("/instruments/historical/256265/minute?from=2025-11-22&to=2025-11-21")]
    [InlineData("/instruments/historical/256265/minute?from=yesterday&to=2025-11-21")]
    [InlineData("/instruments/historical/256265/minute?from=2025-08-20&to=2025-11-21")]
    [InlineData("/instruments/historical/1/minute?from=2025-11-20&to=2025-11-21")]
    public async Task Bad_candle_requests_are_refused(string path)
    {
        await using var sim = await Sim.StartAsync();
        var answer = await (await sim.LoginAsync()).GetAsync(path);
        Assert.Equal((400, "InputException"), (answer.Status, answer.ErrorType));
    }

    [Fact]
    public async Task Requests_beyond_the_budget_of_a_calendar_second_are_refused()
    {
        await using var sim = await Sim.StartAsync(new());
        var trader = await sim.LoginAsync();
        Assert.Equal(200, (await trader.GetAsync("/quote/ltp?i=256265")).Status);
        var refused = await trader.GetAsync("/quote/ltp?i=256265");
        Assert.Equal((429, "NetworkException", "Too many requests"), (refused.Status, refused.ErrorType, refused.Message));
        sim.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await trader.GetAsync("/quote/ltp?i=256265")).Status);
        var statuses = new List<int>();
        for (var i = 0; i < 11; i++)
            statuses.Add((await trader.PlaceAsync(sim.Option())).Status);
        Assert.Equal([.. Enumerable.Repeat(200, 10), 429], statuses);
        Assert.Equal(429, (await trader.DeleteAsync("/orders/regular/1")).Status);
    }

    [Fact]
    public async Task Orders_are_limited_by_the_minute_too()
    {
        await using var sim = await Sim.StartAsync(new() { Limits = new() { OrdersPerMinute = 2 } });
        var trader = await sim.LoginAsync();
        await trader.PlacedAsync(sim.Option());
        await trader.PlacedAsync(sim.Option());
        sim.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(429, (await trader.PlaceAsync(sim.Option())).Status);
        sim.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await trader.PlaceAsync(sim.Option())).Status);
    }
}
