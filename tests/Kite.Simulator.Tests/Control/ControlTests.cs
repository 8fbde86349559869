using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Control;

public sealed class ControlTests
{
    static async Task<(Sim Sim, Trader Trader, TickerClient Client)> ConnectedAsync()
    {
        var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        var client = await TickerClient.ConnectAsync(sim, trader);
        await client.SendAsync("""{"a":"mode","v":["ltp",[256265]]}""");
        await client.PacketsAsync();
        return (sim, trader, client);
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("reset")]
    public async Task Sockets_can_be_closed_and_reset(string action)
    {
        var (sim, _, client) = await ConnectedAsync();
        await using var _1 = sim;
        using var _2 = client;
        await sim.PostControlAsync($"sockets/{action}");
        Assert.Equal(WebSocketMessageType.Close, (await client.NextAsync()).Type);
        Assert.Equal(action == "drop" ? WebSocketCloseStatus.NormalClosure : null, client.CloseStatus);
    }

    [Fact]
    public async Task Bad_frames_can_be_sent()
    {
        var (sim, _, client) = await ConnectedAsync();
        await using var _1 = sim;
        using var _2 = client;
        await sim.PostControlAsync("sockets/garbage?user=SIM001");
        Assert.Equal("DEADBEEF00FF13", Convert.ToHexString((await client.NextAsync()).Bytes!));
        await sim.PostControlAsync("sockets/truncated?socket=1");
        Assert.Equal(9, (await client.NextAsync()).Bytes!.Length);
        await sim.PostControlAsync("sockets/unknown");
        Assert.Equal([17, 8], TickerClient.Split((await client.NextAsync()).Bytes!).Select(static p => p.Length));
        await sim.PostControlAsync("sockets/fragments");
        Assert.Equal([8, 8], TickerClient.Split((await client.NextAsync()).Bytes!).Select(static p => p.Length));
        await sim.PostControlAsync("sockets/text?data={\"type\":\"message\"}");
        Assert.Equal("""{"type":"message"}""", await client.TextAsync());
        Assert.Contains("Route not found", await sim.PostControlAsync("sockets/explode"), StringComparison.Ordinal);
        Assert.Contains("\"sockets\":0", await sim.PostControlAsync("sockets/garbage?user=SIM009"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_muted_socket_sends_nothing_until_it_is_unmuted_and_a_duplicating_one_sends_twice()
    {
        var (sim, _, client) = await ConnectedAsync();
        await using var _1 = sim;
        using var _2 = client;
        await sim.PostControlAsync("sockets/mute");
        sim.Turn(40);
        Assert.Contains("\"muted\":true", await sim.Control.GetStringAsync(new Uri("/control/state", UriKind.Relative)), StringComparison.Ordinal);
        await sim.PostControlAsync("sockets/duplicate");
        await sim.PostControlAsync("sockets/unmute");
        sim.Turn();
        var first = await client.PacketsAsync();
        // What was owed while it was muted comes once, with the latest price.
        Assert.Equal(sim.Host.World.Market.Underlyings[0].Index.Last, TickerClient.Signed(first.Single(), 4));
        Assert.Equal(first.Single(), (await client.PacketsAsync()).Single());
    }

    [Fact]
    public async Task An_order_can_be_accepted_and_never_answered()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        await sim.PostControlAsync("faults?kind=hold-after&method=POST&path=/orders");
        var held = trader.PlaceAsync(sim.Option(), ("tag", "held"));
        await Eventually.TrueAsync(() => sim.Host.World.Orders.PlacedByTag.ContainsKey("held"));
        Assert.False(held.IsCompleted);
        Assert.Contains("\"held\":1", await sim.Control.GetStringAsync(new Uri("/control/state", UriKind.Relative)), StringComparison.Ordinal);
        var order = (await trader.GetAsync("/orders")).Data.AsArray().Single()!;
        Assert.Equal("held", order["tag"]!.GetValue<string>());
        await trader.PlacedAsync(sim.Option());
        trader.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => held);
    }

    [Theory]
    [InlineData("drop-after", 1)]
    [InlineData("drop-before", 0)]
    public async Task A_connection_can_break_before_and_after_an_order_was_taken(string kind, int taken)
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        await sim.PostControlAsync($"faults?kind={kind}&method=POST&path=/orders");
        await Assert.ThrowsAsync<HttpRequestException>(() => trader.PlaceAsync(sim.Option()));
        Assert.Equal(taken, (await trader.GetAsync("/orders")).Data.AsArray().Count);
    }

    [Fact]
    public async Task Routes_can_be_refused_a_number_of_times()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        await sim.PostControlAsync("faults?kind=refuse&status=429&path=/orders&count=2");
        await sim.PostControlAsync("faults?kind=refuse&status=502&path=/user");
        await sim.PostControlAsync("faults?kind=refuse-after&status=503&method=post&path=/orders");
        Assert.Equal((429, "NetworkException"), Kind(await trader.GetAsync("/orders")));
        Assert.Equal(429, (await trader.GetAsync("/orders")).Status);
        Assert.Equal(200, (await trader.GetAsync("/orders")).Status);
        var html = await trader.GetAsync("/user/profile");
        Assert.Equal((502, "text/html"), (html.Status, html.MediaType));
        Assert.Equal((503, "NetworkException"), Kind(await trader.PlaceAsync(sim.Option())));
        Assert.Single((await trader.GetAsync("/orders")).Data.AsArray());
        foreach (var (status, errorType) in ((int, string)[])[(400, "OrderException"), (403, "TokenException"), (500, "GeneralException")])
        {
            await sim.PostControlAsync($"faults?kind=refuse&status={status}");
            Assert.Equal((status, errorType), Kind(await trader.GetAsync("/trades")));
        }

        await sim.PostControlAsync("faults?kind=refuse&count=5");
        using var cleared = await sim.Control.DeleteAsync(new Uri("/control/faults", UriKind.Relative));
        Assert.Equal(200, (await trader.GetAsync("/trades")).Status);
    }

    [Fact]
    public async Task Answers_can_be_delayed()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        await sim.PostControlAsync("faults?kind=delay&ms=5000&path=/trades");
        var delayed = trader.GetAsync("/trades");
        await Eventually.TrueAsync(() => sim.Host.World.Faults.Waiting == 0);
        Assert.False(delayed.IsCompleted);
        await Eventually.TrueAsync(() =>
        {
            sim.Time.Advance(TimeSpan.FromSeconds(5));
            return delayed.IsCompleted;
        });

        Assert.Equal(200, (await delayed).Status);
    }

    [Fact]
    public async Task A_held_request_ends_with_the_simulator()
    {
        var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        await sim.PostControlAsync("faults?kind=hold-before&path=/trades");
        var held = trader.GetAsync("/trades");
        await Eventually.TrueAsync(() => sim.Host.World.Faults.Waiting == 0);
        await sim.Host.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => held);
        await sim.DisposeAsync();
    }

    [Fact]
    public async Task Tokens_can_be_killed()
    {
        var (sim, trader, client) = await ConnectedAsync();
        await using var _1 = sim;
        using var _2 = client;
        Assert.Contains("\"killed\":1", await sim.PostControlAsync("tokens/kill?user=SIM001"), StringComparison.Ordinal);
        Assert.Equal(WebSocketMessageType.Close, (await client.NextAsync()).Type);
        Assert.Equal(403, (await trader.GetAsync("/user/profile")).Status);
    }

    [Fact]
    public async Task The_clock_can_be_advanced_and_its_speed_changed()
    {
        await using var sim = await Sim.StartAsync();
        var state = JsonNode.Parse(await sim.PostControlAsync("clock/advance?seconds=61"))!;
        Assert.Equal(new DateTimeOffset(2025, 11, 21, 12, 23, 31, new(5, 30, 0)), state["now"]!.GetValue<DateTimeOffset>());
        await sim.PostControlAsync("clock/speed?speed=8");
        sim.Turn();
        Assert.Equal(new(2025, 11, 21, 12, 23, 33, new(5, 30, 0)), sim.Host.Clock.Now);
        await sim.PostControlAsync("clock/advance?to=2025-12-01 10:00:00");
        Assert.Equal(new(2025, 12, 1, 10, 0, 0, new(5, 30, 0)), sim.Host.Clock.Now);
        foreach (var wrong in (string[])["clock/advance", "clock/advance?to=2025-11-01", "clock/speed", "clock/speed?speed=x", "faults?kind=none"])
            Assert.Contains("InputException", await sim.PostControlAsync(wrong), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_exchange_is_down_orders_stay_pending()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        await sim.PostControlAsync("exchange/down");
        var id = await trader.PlacedAsync(sim.Option());
        sim.TurnOrders();
        Assert.Equal("PUT ORDER REQ RECEIVED", (await trader.OrderAsync(id))["status"]!.GetValue<string>());
        await sim.PostControlAsync("exchange/up");
        sim.TurnOrders();
        Assert.Equal("COMPLETE", (await trader.OrderAsync(id))["status"]!.GetValue<string>());
    }

    static (int, string) Kind(Answer answer) => (answer.Status, answer.ErrorType);
}
