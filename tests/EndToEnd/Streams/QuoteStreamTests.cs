using System.Text.Json;
using EndToEnd.Support;

namespace EndToEnd.Streams;

/// <summary>Single instruments and the health of feeds through the official JavaScript client.</summary>
[Collection(OneService.Name)]
public sealed class QuoteStreamTests(RunningService running)
{
    [Fact]
    public async Task Quotes_and_feeds_are_snapshots_and_deltas_that_fit()
    {
        string[] instruments = ["NSE:NIFTY 50", "NSE:NIFTY BANK"];
        await using var node = NodeScript.Start("quotes.mjs", new { url = running.Service.Address, instruments, options = new { max_hz = 10 } });
        var facts = await node.Until("10 deltas of quotes and 3 of feeds", f => Deltas(f, "quotes") >= 10 && Deltas(f, "feeds") >= 3, TimeSpan.FromSeconds(40));

        Assert.DoesNotContain(facts, f => f.GetProperty("fact").GetString() == "error");
        Assert.All(facts, f => Assert.Equal(JsonValueKind.Null, f.GetProperty("wrong").ValueKind));
        foreach (var stream in new[] { "quotes", "feeds" })
            Assert.Equal("snapshot", Of(facts, stream).First(f => f.GetProperty("type").GetString() != "heartbeat").GetProperty("type").GetString());
        var quotes = Of(facts, "quotes").Last().GetProperty("held").EnumerateArray().ToList();
        Assert.Equal(instruments, quotes.Select(q => q.GetProperty("instrument").GetString()));
        Assert.All(quotes, q => Assert.Equal("simulated", q.GetProperty("freshness").GetString()));
        var feed = Of(facts, "feeds").Last().GetProperty("held")[0];
        Assert.Equal("healthy", feed.GetProperty("state").GetString());
        Assert.True(feed.GetProperty("packets_per_second").GetDouble() > 0, feed.GetRawText());
    }

    static IEnumerable<JsonElement> Of(IEnumerable<JsonElement> facts, string stream) => facts.Where(f => f.GetProperty("stream").GetString() == stream);

    static int Deltas(IEnumerable<JsonElement> facts, string stream) => Of(facts, stream).Count(f => f.GetProperty("type").GetString() == "delta");
}
