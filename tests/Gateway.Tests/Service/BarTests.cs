using Gateway.Tests.Support;

namespace Gateway.Tests.Service;

/// <summary>Bars over the wire, from the bundled simulator's ticks.</summary>
[Collection(nameof(Support.Service))]
public class BarTests(Support.Service service)
{
    const string Path = "/api/v1/bars/NSE:NIFTY%2050";

    [Fact]
    public async Task Bars_of_a_kept_instrument_are_served_with_their_mode()
    {
        var page = (await Eventually.Until(() => service.Get(Path), a => a.Status == 200 && a.Json.GetProperty("bars").GetArrayLength() > 0, "a bar of the index")).IsOk();
        Assert.Equal(["instrument", "interval", "mode", "bars", "next_cursor"], page.Names);
        Assert.Equal(("NSE:NIFTY 50", "1m", "simulated"), (page.Json.GetProperty("instrument").GetString(), page.Json.GetProperty("interval").GetString(), page.Json.GetProperty("mode").GetString()));
        var bar = page.Json.GetProperty("bars")[0];
        Assert.Equal(["start", "open", "high", "low", "close", "volume", "oi", "complete", "gap"], bar.EnumerateObject().Select(p => p.Name));
        Assert.EndsWith(":00+05:30", bar.GetProperty("start").GetString(), StringComparison.Ordinal);
        Assert.True(bar.GetProperty("high").GetDecimal() >= bar.GetProperty("low").GetDecimal());
        var start = bar.GetProperty("start").GetString()!;
        Assert.Equal(start, (await service.Get($"{Path}?from={start}&limit=1")).IsOk().Json.GetProperty("bars")[0].GetProperty("start").GetString());
        Assert.Equal(0, (await service.Get($"{Path}?from=2020-01-01&to=2020-01-02")).IsOk().Json.GetProperty("bars").GetArrayLength());
        var day = (await service.Get($"{Path}?interval=day")).IsOk().Json.GetProperty("bars");
        Assert.Contains("T09:15:00+05:30", day[day.GetArrayLength() - 1].GetProperty("start").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("interval=2m", "unknown_interval", "interval")]
    [InlineData("interval=1s", "unknown_interval", "interval")]
    [InlineData("from=yesterday", "malformed_time", "from")]
    [InlineData("to=2025-11-21T09:15:00", "malformed_time", "to")]
    [InlineData("from=2025-11-21&to=2025-11-20", "malformed_range", "from")]
    [InlineData("limit=5000", "malformed_limit", "limit")]
    [InlineData("cursor=abc", "malformed_cursor", "cursor")]
    public async Task What_cannot_be_meant_is_refused(string query, string code, string field) => (await service.Get($"{Path}?{query}")).IsProblem(400, code, field);

    [Fact]
    public async Task What_has_no_bars_says_why()
    {
        (await service.Get("/api/v1/bars/NSE:NIFTY%2051")).IsProblem(404, "unknown_instrument", "instrument");
        (await service.Get("/api/v1/bars/nonsense")).IsProblem(404, "unknown_instrument", "instrument");
        (await service.Get("/api/v1/bars/NSE:NIFTY%20BANK")).IsProblem(404, "bars_not_kept");
    }

    [Theory]
    [InlineData("1s")]
    [InlineData("5m")]
    public async Task A_stream_of_bars_is_a_snapshot_and_what_changes(string interval)
    {
        await using var hub = await HubClient.Connect(service.Address);
        await hub.StreamBars("b", "NSE:NIFTY 50", interval);
        var first = await hub.Frame("b");
        Assert.Equal(("snapshot", "NSE:NIFTY 50", interval, "simulated"), (first.Type(), first.GetProperty("instrument").GetString(), first.GetProperty("interval").GetString(), first.GetProperty("mode").GetString()));
        var version = first.GetProperty("version").GetInt64();
        for (var deltas = 0; deltas < 3;)
        {
            var frame = await hub.Frame("b");
            Assert.Equal(first.GetProperty("epoch").GetInt64(), frame.GetProperty("epoch").GetInt64());
            if (frame.Type() != "delta")
                continue;
            Assert.Equal(version, frame.GetProperty("base_version").GetInt64());
            version = frame.GetProperty("version").GetInt64();
            deltas++;
        }
    }

    [Fact]
    public async Task A_stream_that_resumes_tells_the_gap_and_what_is_none_is_refused()
    {
        await using var hub = await HubClient.Connect(service.Address);
        await hub.StreamBars("b", "NSE:NIFTY 50", null, new { resume = new { epoch = 1, version = 1 } });
        Assert.Equal("gap", (await hub.Frame("b")).Type());
        Assert.Equal("snapshot", (await hub.Frame("b")).Type());
        await hub.StreamBars("c", "NSE:NIFTY 51", "1m");
        Assert.Contains("NSE:NIFTY 50", (await hub.Next("c")).GetProperty("error").GetString(), StringComparison.Ordinal);
        await hub.StreamBars("d", "NSE:NIFTY 50", "7m");
        Assert.Contains("15m", (await hub.Next("d")).GetProperty("error").GetString(), StringComparison.Ordinal);
    }
}
