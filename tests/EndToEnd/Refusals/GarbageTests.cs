using System.Globalization;
using EndToEnd.Support;

namespace EndToEnd.Refusals;

/// <summary>What comes over the ticker socket is not believed.</summary>
public sealed class GarbageTests
{
    static readonly string[] Nonsense = ["garbage", "truncated", "unknown", "fragments", "text?data=nonsense", "text?data=%7B%22type%22%3A"];

    [Fact]
    public async Task Garbage_on_the_ticker_is_skipped_and_the_chain_goes_on()
    {
        using var folder = new TemporaryFolder();
        await using var simulator = await SimulatorProcess.Start();
        await using var service = await ServiceProcess.Start(folder.At("data"), simulator.Settings());
        var socket = await Socket(simulator);
        foreach (var kind in Nonsense)
            Assert.Equal(1, (await simulator.Control("sockets/" + kind)).GetProperty("sockets").GetInt32());

        // The frame of noise and the one that was cut off; the packet of a length that no packet has.
        await Eventually.Becomes("counters of the feed", "2 damaged frames", () => Metric(service, "ticker_feed_damaged_total"), n => n == 2);
        await Eventually.Becomes("counters of the feed", "1 skipped packet", () => Metric(service, "ticker_feed_skipped_total"), n => n == 1);
        var version = await Version(service);
        await Eventually.Becomes("the chain after garbage", "five later versions", () => Version(service), v => v >= version + 5);

        // The same socket still: nothing of this is a reason to connect again.
        Assert.Equal(socket, await Socket(simulator));
        Assert.Equal(200, (await service.Client.Get("/health/ready")).Status);
    }

    [Fact]
    public async Task A_socket_that_is_reset_is_opened_again_and_the_chain_goes_on()
    {
        using var folder = new TemporaryFolder();
        await using var simulator = await SimulatorProcess.Start();
        await using var service = await ServiceProcess.Start(folder.At("data"), simulator.Settings());
        var socket = await Socket(simulator);

        await simulator.Control("sockets/reset");

        await Eventually.Becomes("the feed after a reset", "a new socket with subscriptions", () => Socket(simulator), s => s > socket);
        var version = await Version(service);
        await Eventually.Becomes("the chain after a reset", "five later versions", () => Version(service), v => v >= version + 5);
    }

    static async Task<long> Version(ServiceProcess service) => (await service.Client.Get("/api/v1/chains/NIFTY")).Json.GetProperty("version").GetInt64();

    static async Task<long> Metric(ServiceProcess service, string name)
    {
        var lines = (await service.Client.Get("/metrics")).Text.Split('\n').Where(l => l.StartsWith(name + "{", StringComparison.Ordinal));
        return lines.Sum(l => long.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>The number of the one socket that carries subscriptions, or 0.</summary>
    static async Task<long> Socket(SimulatorProcess simulator)
    {
        var carrying = (await simulator.State()).GetProperty("sockets").EnumerateArray().Where(s => s.GetProperty("subscriptions").GetInt32() > 0).ToList();
        return carrying.Count == 1 ? carrying[0].GetProperty("number").GetInt64() : 0;
    }
}
