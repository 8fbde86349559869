using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Streaming;
using Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Service;

/// <summary>A service that has little room for clients.</summary>
public sealed class NarrowService : Support.Service
{
    private protected override IEnumerable<string> Arguments(TempFolder folder) =>
        ["--Ticker:Hub:Connections=3", "--Ticker:Hub:StreamsPerConnection=2", "--Ticker:Hub:MessageBytes=1024", "--Ticker:Hub:SlowClientLimit=00:00:03", "--Ticker:Hub:SendBufferBytes=8192"];
}

public sealed partial class HubLimitsTests(NarrowService service) : IClassFixture<NarrowService>
{
    ClientStreams Streams => service.App.Services.GetRequiredService<ClientStreams>();

    async Task<double> Metric(string name) =>
        Line().Matches((await service.Get("/metrics")).Text).Where(m => m.Groups[1].Value == name).Sum(m => double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture));

    async Task Emptied() => await Eventually.Until(() => Task.FromResult((Streams.Connections, Streams.Count)), c => c == (0, 0), "no connections");

    [Fact]
    public async Task A_connection_too_many_is_refused_in_words_and_there_is_room_again_when_one_leaves()
    {
        await Emptied();
        var refused = await Metric("ticker_hub_refused_total");
        var one = await HubClient.Connect(service.Address);
        await using var two = await HubClient.Connect(service.Address);
        await using var three = await HubClient.Connect(service.Address);
        // A connection is counted after its handshake was answered.
        await Eventually.Until(() => Task.FromResult(Streams.Connections), c => c == 3, "three to be counted");
        var problem = (await service.Post("/hubs/market/negotiate?negotiateVersion=1", null)).IsProblem(503, "too_many_connections");
        Assert.Equal("10", problem.Headers["Retry-After"]);
        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => HubClient.Connect(service.Address));
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, refusal.StatusCode);
        Assert.Equal(2, await Metric("ticker_hub_refused_total") - refused);
        await one.DisposeAsync();
        await Eventually.Until(() => Task.FromResult(Streams.Connections), c => c == 2, "one to have left");
        await using var again = await HubClient.Connect(service.Address);
    }

    [Fact]
    public async Task A_stream_too_many_is_refused_and_one_that_is_cancelled_makes_room()
    {
        await Emptied();
        await using var hub = await HubClient.Connect(service.Address);
        await hub.Stream("1", "NIFTY", null, null);
        await hub.Frame("1");
        await hub.Start("2", "StreamFeedHealth");
        await hub.Frame("2");
        await hub.Stream("3", "NIFTY", null, null);
        Assert.Contains("This connection has 2 streams and gets no more", (await hub.Next("3")).GetProperty("error").GetString(), StringComparison.Ordinal);
        await hub.Cancel("2");
        await Eventually.Until(() => Task.FromResult(Streams.Count), c => c == 1, "the cancelled stream to be gone");
        await hub.Start("4", "StreamInstruments", new[] { "NSE:NIFTY 50" }, null);
        await hub.Frame("4");
    }

    [Fact]
    public async Task A_message_that_is_too_long_ends_the_connection()
    {
        await Emptied();
        await using var hub = await HubClient.Connect(service.Address);
        await hub.Stream("1", new string('x', 2_000), null, null);
        await hub.Closed();
        await Emptied();
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_off_and_nobody_else_notices()
    {
        await Emptied();
        var cut = await Metric("ticker_hub_cut_total");
        await using var frozen = await HubClient.Connect(service.Address, options: o => o.SetBuffer(1_024, 1_024));
        await frozen.Stream("1", "NIFTY", null, new { max_hz = 20 });
        await using var other = await HubClient.Connect(service.Address);
        await other.Stream("1", "NIFTY", null, new { max_hz = 20 });
        var client = new ChainClient();
        var deadline = TimeProvider.System.GetTimestamp();
        while ((Streams.Connections, Streams.Count) != (1, 1))
        {
            client.Apply(await other.Frame("1"));
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromMinutes(1), $"{Streams.Connections} connections are left, {Streams.Count} streams.");
        }

        client.Apply(await other.Frame("1"));
        Assert.Equal(0, client.Gaps);
        Assert.Equal(1, await Metric("ticker_hub_cut_total") - cut);
    }

    [GeneratedRegex(@"^(\w+)(?:\{[^}]*\})? ([-0-9.eE+]+)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
