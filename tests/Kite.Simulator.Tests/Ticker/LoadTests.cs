using Kite.Simulator.Tests.Support;
using Kite.Simulator.Ticker;

namespace Kite.Simulator.Tests.Ticker;

/// <summary>What the simulator does for those who measure.</summary>
public sealed class LoadTests
{
    const int BestAskQuantity = 124;
    const int BestAskPrice = 128;

    [Fact]
    public async Task A_stamped_packet_says_when_it_was_made()
    {
        await using var sim = await Sim.StartAsync(Sim.Options with { Stamps = true, TicksPerSecond = 10_000 });
        using var client = await TickerClient.ConnectAsync(sim, await sim.LoginAsync());
        await client.SendAsync($$"""{"a":"mode","v":["full",[{{sim.Option().Token}}]]}""");
        await client.PacketsAsync();
        sim.Turn();
        var packet = (await client.PacketsAsync()).Single();
        Assert.Equal(TickerHub.StampAt(sim.Time), TickerClient.Signed(packet, BestAskQuantity));
        Assert.Equal(sim.Time.GetUtcNow().ToUnixTimeMilliseconds() % (1 << 30), TickerClient.Signed(packet, BestAskQuantity));
    }

    [Fact]
    public async Task A_flood_sends_what_was_subscribed_to_again_and_again_with_quotes_that_move()
    {
        await using var sim = await Sim.StartAsync(Sim.Options with { Stamps = true });
        using var client = await TickerClient.ConnectAsync(sim, await sim.LoginAsync());
        var option = sim.Option();
        await client.SendAsync($$"""{"a":"mode","v":["full",[{{option.Token}},256265]]}""");
        Assert.Equal(2, (await client.PacketsAsync()).Count);
        Assert.Contains("InputException", await sim.PostControlAsync("flood?rate=100"), StringComparison.Ordinal);
        Assert.Contains("flooding", await sim.PostControlAsync("flood?rate=100&seconds=1"), StringComparison.Ordinal);
        Assert.Contains("A flood is running", await sim.PostControlAsync("flood?rate=100&seconds=1"), StringComparison.Ordinal);
        await Eventually.TrueAsync(() =>
        {
            sim.Time.Advance(TimeSpan.FromMilliseconds(10));
            return sim.Host.World.Hub.PacketsSent >= 4;
        });
        var (first, second) = ((await client.PacketsAsync()).Single(), (await client.PacketsAsync()).Single());
        Assert.Equal((option.Token, option.Token), (TickerClient.Token(first), TickerClient.Token(second)));
        Assert.Equal(option.TickPaise, Math.Abs(TickerClient.Signed(second, BestAskPrice) - TickerClient.Signed(first, BestAskPrice)));
        Assert.NotEqual(0, TickerClient.Signed(first, BestAskQuantity));
    }

    [Fact]
    public async Task Packets_that_a_newer_one_replaced_are_counted_and_not_sent()
    {
        await using var sim = await Sim.StartAsync(Sim.Options with { Stamps = true, TicksPerSecond = 10_000 });
        using var client = await TickerClient.ConnectAsync(sim, await sim.LoginAsync());
        await client.SendAsync($$"""{"a":"mode","v":["full",[{{sim.Option().Token}}]]}""");
        await client.PacketsAsync();
        var hub = sim.Host.World.Hub;
        await Eventually.TrueAsync(() => hub.PacketsSent == 1);
        await sim.PostControlAsync("sockets/mute");
        sim.Turn(3);
        Assert.Equal((1L, 2L), (hub.PacketsSent, hub.PacketsReplaced));
    }
}
