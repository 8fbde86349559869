using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Kite.Rest;
using Kite.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Kite.Tests.Rest;

/// <summary>Reads that the broker takes only in parts.</summary>
public class LongReadsTests
{
    static readonly DateTimeOffset From = new(2024, 1, 1, 9, 15, 0, Ist.Offset);

    [Theory]
    [InlineData(Intervals.Minute, 60)]
    [InlineData(Intervals.ThreeMinutes, 100)]
    [InlineData(Intervals.FiveMinutes, 100)]
    [InlineData(Intervals.TenMinutes, 100)]
    [InlineData(Intervals.FifteenMinutes, 200)]
    [InlineData(Intervals.ThirtyMinutes, 200)]
    [InlineData(Intervals.Hour, 400)]
    [InlineData(Intervals.Day, 2000)]
    [InlineData("2minute", 60)]
    public async Task A_long_range_of_candles_goes_out_in_parts_and_comes_back_as_one(string interval, int days)
    {
        var spans = new ConcurrentQueue<TimeSpan>();
        await using var broker = await WebBroker.StartAsync(context =>
        {
            var from = Stamp(context, "from");
            var to = Stamp(context, "to");
            spans.Enqueue(to - from);
            // A candle a day from the first minute of trading, both ends included: what the parts share comes twice.
            var candles = new StringBuilder();
            for (var at = from; at <= to; at = at.AddDays(1))
                candles.Append(candles.Length == 0 ? "" : ",").Append(null, $"[\"{at:yyyy-MM-ddTHH:mm:ss}+0530\",1,2,0.5,1.5,100,7]");
            return context.Response.WriteAsync($$$"""{"status":"success","data":{"candles":[{{{candles}}}]}}""");
        });
        var outcome = await Clients.For(broker.Addresses).HistoricalAsync(Clients.Token, 256265, interval, From, From.AddDays((days * 2) + 3), false, true, default);
        Assert.Equal([TimeSpan.FromDays(days), TimeSpan.FromDays(days), TimeSpan.FromDays(3)], spans);
        Assert.Equal(Enumerable.Range(0, (days * 2) + 4).Select(day => From.AddDays(day)), outcome.Value!.Select(c => c.Time));
        Assert.Equal(7, outcome.Value![0].OpenInterest);

        static DateTime Stamp(HttpContext context, string name) =>
            DateTime.ParseExact(context.Request.Query[name]!, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_range_that_just_fits_is_one_request_and_continuous_and_oi_are_asked_for()
    {
        var (_, sent) = await Wire.AcceptedAsync(
            """{"candles":[]}""", c => c.HistoricalAsync(Clients.Token, 1, Intervals.Day, From, From.AddDays(2000), true, false, default));
        Assert.Equal("GET /instruments/historical/1/day?from=2024-01-01%2009%3A15%3A00&to=2029-06-23%2009%3A15%3A00&continuous=1&oi=0", sent);
    }

    [Fact]
    public async Task A_range_that_ends_before_it_begins_is_not_sent() =>
        await Wire.RefusedAsync(c => c.HistoricalAsync(Clients.Token, 1, Intervals.Day, From, From.AddSeconds(-1), false, false, default));

    [Fact]
    public async Task One_part_that_fails_is_the_outcome_of_all()
    {
        var requests = 0;
        await using var broker = await WebBroker.StartAsync(context =>
        {
            context.Response.StatusCode = ++requests == 2 ? 403 : 200;
            return context.Response.WriteAsync(requests == 2
                ? """{"status":"error","message":"No.","error_type":"PermissionException"}"""
                : """{"status":"success","data":{"candles":[]}}""");
        });
        var outcome = await Clients.For(broker.Addresses).HistoricalAsync(Clients.Token, 1, Intervals.Minute, From, From.AddDays(500), false, false, default);
        Assert.Equal((RejectionKind.Permission, 2), (outcome.Rejection, requests));
    }

    [Theory]
    [InlineData("quote", 500)]
    [InlineData("ltp", 1000)]
    [InlineData("ohlc", 1000)]
    public async Task Many_quotes_go_out_in_calls_that_the_broker_takes(string what, int limit)
    {
        var sizes = new ConcurrentQueue<(int Keys, int Length)>();
        await using var broker = await WebBroker.StartAsync(context =>
        {
            var keys = context.Request.Query["i"];
            sizes.Enqueue((keys.Count, context.Request.QueryString.Value!.Length));
            var quotes = string.Join(',', keys.Select(key => $"\"{key}\":{{\"last_price\":1}}"));
            return context.Response.WriteAsync("{\"status\":\"success\",\"data\":{" + quotes + "}}");
        });
        var client = Clients.For(broker.Addresses);
        string[] keys = [.. Enumerable.Range(0, 1100).Select(i => $"NSE:S{i}"), "NSE:S1"];
        var count = what switch
        {
            "quote" => (await client.QuotesAsync(Clients.Token, keys, default)).Value!.Count,
            "ltp" => (await client.LtpAsync(Clients.Token, keys, default)).Value!.Count,
            _ => (await client.OhlcAsync(Clients.Token, keys, default)).Value!.Count,
        };
        Assert.Equal(1100, count);
        Assert.Equal(1100, sizes.Sum(s => s.Keys));
        Assert.All(sizes, size => Assert.True(size.Keys <= limit && size.Length <= 8000));
    }

    [Fact]
    public void Long_names_fill_a_request_line_before_their_number_does()
    {
        string[] keys = [.. Enumerable.Range(0, 1000).Select(i => $"NFO:BANKNIFTY25NOV{50_000 + i}CE")];
        var queries = KiteRestClient.QuoteQueries(keys, 1000).ToArray();
        Assert.True(queries.Length > 3);
        Assert.All(queries, query => Assert.InRange(query.Length, 1, 8000));
        Assert.Equal(keys.Length, queries.Sum(query => query.ToString().Split('&').Length));
    }

    [Fact]
    public async Task No_keys_are_not_asked_for()
    {
        await using var broker = new RawBroker(_ => Task.CompletedTask);
        Assert.Empty((await Clients.For(broker.Addresses).LtpAsync(Clients.Token, [], default)).Value!);
        Assert.Equal(0, broker.Connections);
    }
}
