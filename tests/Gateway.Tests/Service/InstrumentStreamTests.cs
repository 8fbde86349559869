using System.Text.Json;
using Gateway.Tests.Support;

namespace Gateway.Tests.Service;

/// <summary>Single instruments and the health of feeds, over the real hub.</summary>
[Collection(nameof(Support.Service))]
public class InstrumentStreamTests(Support.Service service)
{
    static readonly string[] Spot = ["NSE:NIFTY 50"];

    [Fact]
    public async Task Spot_and_future_are_a_snapshot_and_deltas_that_follow_from_it()
    {
        var underlyings = (await service.Get("/api/v1/underlyings")).IsOk().Json.GetProperty("underlyings");
        var nifty = underlyings.EnumerateArray().Single(u => u.GetProperty("underlying").GetString() == "NIFTY");
        string[] watched = [nifty.GetProperty("spot_instrument").GetString()!, nifty.GetProperty("futures")[0].GetProperty("instrument").GetString()!];
        await using var hub = await HubClient.Connect(service.Address);
        await hub.Start("1", "StreamInstruments", watched, new { max_hz = 10 });
        var first = await hub.Frame("1");
        Assert.Equal("snapshot", first.Type());
        Assert.Equal(watched, first.GetProperty("quotes").EnumerateArray().Select(q => q.GetProperty("instrument").GetString()));
        var held = first.GetProperty("version").GetInt64();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var deltas = 0; deltas < 5 || seen.Count < 2;)
        {
            var frame = await hub.Frame("1");
            if (frame.Type() != "delta")
                continue;
            Assert.Equal(held, frame.GetProperty("base_version").GetInt64());
            held = frame.GetProperty("version").GetInt64();
            deltas++;
            foreach (var quote in frame.GetProperty("quotes").EnumerateArray())
            {
                seen.Add(quote.GetProperty("instrument").GetString()!);
                Assert.True(quote.GetProperty("ltp").GetDecimal() > 0);
                Assert.Equal("simulated", quote.GetProperty("freshness").GetString());
                Assert.True(quote.TryGetProperty("depth", out _));
                Assert.False(quote.TryGetProperty("age_ms", out _));
            }
        }
    }

    [Fact]
    public async Task Watching_an_instrument_subscribes_to_it()
    {
        // Nobody asked for this underlying; its first packet comes because somebody looks.
        var listed = (await service.Get("/api/v1/instruments?underlying=BANKNIFTY&instrument_type=FUT")).IsOk().Json.GetProperty("instruments")[0].GetProperty("instrument").GetString()!;
        await using var hub = await HubClient.Connect(service.Address);
        await hub.Start("1", "StreamInstruments", new[] { listed }, null);
        JsonElement quote;
        do
            quote = await hub.Frame("1");
        while (quote.Type() == "heartbeat" || quote.GetProperty("quotes")[0].GetProperty("ltp").ValueKind == JsonValueKind.Null);
        Assert.True(quote.GetProperty("quotes")[0].GetProperty("ltp").GetDecimal() > 0);
    }

    public static TheoryData<string[]?, object?, string> Wrong => new()
    {
        { [], null, "0 instruments are named; name 1 to 200" },
        { null, null, "0 instruments are named" },
        { [.. Enumerable.Range(0, 201).Select(i => $"NFO:X{i}")], null, "201 instruments are named" },
        { ["NSE:NIFTI 50"], null, "There is no instrument NSE:NIFTI 50; the nearest names are " },
        { Spot, new { max_hz = 0.01 }, "max_hz is 0.01; it must be between 0.1 and 20." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Wrong_requests_end_the_invocation_with_a_sentence(string[]? instruments, object? options, string sentence)
    {
        await using var hub = await HubClient.Connect(service.Address);
        await hub.Start("1", "StreamInstruments", instruments, options);
        Assert.Contains(sentence, (await hub.Next("1")).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_health_of_each_socket_is_told_each_second()
    {
        await using var hub = await HubClient.Connect(service.Address);
        await hub.Start("1", "StreamFeedHealth");
        var first = await hub.Frame("1");
        while (first.Type() == "heartbeat")
            first = await hub.Frame("1");
        Assert.Equal("snapshot", first.Type());
        var feed = first.GetProperty("feeds")[0];
        Assert.Equal(("sim:0", "sim", 0), (feed.GetProperty("source").GetString(), feed.GetProperty("account").GetString(), feed.GetProperty("slot").GetInt32()));
        JsonElement next;
        do
            next = await hub.Frame("1");
        while (next.Type() != "delta");
        Assert.Equal(first.GetProperty("version").GetInt64(), next.GetProperty("base_version").GetInt64());
        feed = next.GetProperty("feeds")[0];
        Assert.Equal("healthy", feed.GetProperty("state").GetString());
        Assert.True(feed.GetProperty("instruments").GetInt32() > 0);
        Assert.True(feed.GetProperty("packets_per_second").GetDouble() > 0, feed.GetRawText());
        Assert.InRange(feed.GetProperty("last_packet_age_ms").GetInt64(), 0, 10_000);
        Assert.Equal(0, feed.GetProperty("moved_in").GetInt64() + feed.GetProperty("moved_out").GetInt64());
    }
}
