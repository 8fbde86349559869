using System.Text.Json.Nodes;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Control;

public sealed class MisbehaviourTests
{
    [Fact]
    public async Task Frames_can_be_sent_out_of_order_and_late()
    {
        await using var sim = await Sim.StartAsync();
        using var client = await TickerClient.ConnectAsync(sim, await sim.LoginAsync());
        await client.SendAsync("""{"a":"mode","v":["full",[256265]]}""");
        await client.PacketsAsync();
        await sim.PostControlAsync("sockets/reorder");
        var stamps = new List<int>();
        for (var i = 0; i < 2; i++)
        {
            await TickAsync(sim);
            if (i == 1)
                stamps.AddRange([Stamp(await client.PacketsAsync()), Stamp(await client.PacketsAsync())]);
        }

        Assert.True(stamps[0] > stamps[1], string.Join(' ', stamps));
        await sim.PostControlAsync("sockets/unreorder");
        Assert.Contains("InputException", await sim.PostControlAsync("sockets/delay"), StringComparison.Ordinal);
        Assert.Contains("\"sockets\":1", await sim.PostControlAsync("sockets/delay?ms=0"), StringComparison.Ordinal);
    }

    /// <summary>Lets a second pass and waits until the socket has taken what changed.</summary>
    static async Task TickAsync(Sim sim)
    {
        await Eventually.TrueAsync(() =>
        {
            sim.Time.Advance(TimeSpan.FromSeconds(3));
            sim.Host.World.Turn();
            lock (sim.Host.World.Gate)
                return sim.Host.World.Hub.Sockets[0].Subscriptions.OwesPackets;
        });
        await Eventually.TrueAsync(() =>
        {
            lock (sim.Host.World.Gate)
                return !sim.Host.World.Hub.Sockets[0].Subscriptions.OwesPackets;
        });
    }

    static int Stamp(List<byte[]> packets) => TickerClient.Signed(packets.Single(), 28);

    [Fact]
    public async Task During_maintenance_every_route_answers_with_a_page()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        await sim.PostControlAsync("maintenance/on");
        var page = await trader.GetAsync("/orders");
        Assert.Equal((503, "text/html"), (page.Status, page.MediaType));
        await sim.PostControlAsync("maintenance/off");
        Assert.Equal(200, (await trader.GetAsync("/orders")).Status);
    }

    [Fact]
    public async Task An_answer_can_be_cut_off_or_empty_after_it_was_carried_out()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        await sim.PostControlAsync("faults?kind=truncate&method=POST&path=/orders");
        Assert.EndsWith("\"ord", (await trader.PlaceAsync(sim.Option())).Text, StringComparison.Ordinal);
        await sim.PostControlAsync("faults?kind=empty&method=POST&path=/orders");
        Assert.Equal((200, ""), ((await trader.PlaceAsync(sim.Option())) is var a ? (a.Status, a.Text) : default));
        Assert.Equal(2, (await trader.GetAsync("/orders")).Data.AsArray().Count);
    }

    [Fact]
    public async Task The_values_behind_the_packets_can_be_read()
    {
        await using var sim = await Sim.StartAsync();
        var rows = JsonNode.Parse(await sim.Control.GetStringAsync(new Uri("/control/instruments?token=256265&symbol=NFO:NIFTY25NOVFUT", UriKind.Relative)))!.AsArray();
        var future = sim.Host.World.Market.Find("NFO:NIFTY25NOVFUT")!;
        Assert.Equal((true, false), (rows[0]!["index"]!.GetValue<bool>(), rows[1]!["index"]!.GetValue<bool>()));
        Assert.Equal(future.Asks[4].Price / 100m, rows[1]!["sell"]![4]!["price"]!.GetValue<decimal>());
        using var none = await sim.Control.GetAsync(new Uri("/control/instruments?token=1", UriKind.Relative));
        Assert.Equal(400, (int)none.StatusCode);
    }
}
