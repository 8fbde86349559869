using System.Net.WebSockets;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Ticker;

public sealed class TickerTests
{
    [Fact]
    public async Task A_subscription_gets_a_quote_at_once_and_a_mode_changes_it()
    {
        await using var sim = await Sim.StartAsync();
        using var client = await TickerClient.ConnectAsync(sim, await sim.LoginAsync());
        var option = sim.Option();
        await client.SendAsync($$"""{"a":"subscribe","v":[256265,{{option.Token}}]}""");
        var packets = await client.PacketsAsync();
        Assert.Equal([(256265u, 28), (option.Token, 44)], packets.Select(static p => (TickerClient.Token(p), p.Length)));
        Assert.Equal(option.Last, TickerClient.Signed(packets[1], 4));
        await client.SendAsync($$"""{"a":"mode","v":["full",[256265,{{option.Token}}]]}""");
        Assert.Equal([32, 184], (await client.PacketsAsync()).Select(static p => p.Length));
        await client.SendAsync($$"""{"a":"mode","v":["ltp",["{{option.Token}}"]]}""");
        Assert.Equal([8], (await client.PacketsAsync()).Select(static p => p.Length));
    }

    [Fact]
    public async Task A_mode_alone_subscribes()
    {
        await using var sim = await Sim.StartAsync();
        using var client = await TickerClient.ConnectAsync(sim, await sim.LoginAsync());
        await client.SendAsync("""{"a":"mode","v":["full",[260105]]}""");
        Assert.Equal(260105u, TickerClient.Token((await client.PacketsAsync()).Single()));
    }

    [Fact]
    public async Task Packets_come_only_when_a_field_of_the_mode_changes()
    {
        await using var sim = await Sim.StartAsync();
        using var client = await TickerClient.ConnectAsync(sim, await sim.LoginAsync());
        await client.SendAsync("""{"a":"mode","v":["ltp",[256265]]}""");
        var last = TickerClient.Signed((await client.PacketsAsync()).Single(), 4);
        for (var i = 0; i < 10; i++)
        {
            int price;
            do
            {
                sim.Turn();
                price = sim.Host.World.Market.Underlyings[0].Index.Last;
            }
            while (price == last);
            last = TickerClient.Signed((await client.PacketsAsync()).Single(), 4);
            Assert.Equal(price, last);
        }
    }

    [Fact]
    public async Task Unsubscribed_and_unknown_tokens_are_silent_and_silence_is_filled_with_heartbeats()
    {
        await using var sim = await Sim.StartAsync(Sim.Options with { Speed = 0 });
        using var client = await TickerClient.ConnectAsync(sim, await sim.LoginAsync());
        await client.SendAsync("""{"a":"subscribe","v":[999999]}""");
        await client.SendAsync("""{"a":"subscribe","v":[256265]}""");
        Assert.Single(await client.PacketsAsync());
        await client.SendAsync("""{"a":"unsubscribe","v":[256265]}""");
        await client.SendAsync("""{"a":"nonsense"}""");
        Assert.Contains("error", await client.TextAsync(), StringComparison.Ordinal);
        // The silence is counted from when the socket knows that the last message has left, which may be after the client has it.
        var heartbeat = client.ReceiveAsync();
        while (!heartbeat.IsCompleted)
        {
            sim.Turn();
            await Task.Yield();
        }

        var (type, bytes) = await heartbeat;
        Assert.Equal(WebSocketMessageType.Binary, type);
        Assert.Equal([0], bytes);
    }

    [Fact]
    public async Task Beyond_three_thousand_tokens_an_error_says_so_and_the_rest_goes_on()
    {
        await using var sim = await Sim.StartAsync();
        using var client = await TickerClient.ConnectAsync(sim, await sim.LoginAsync());
        var tokens = string.Join(',', Enumerable.Range(1, 2999).Select(static n => n * 1000));
        await client.SendAsync($$"""{"a":"subscribe","v":[{{tokens}}]}""");
        await client.SendAsync("""{"a":"subscribe","v":[256265,260105]}""");
        var (first, second) = (await client.NextAsync(), await client.NextAsync());
        var (text, binary) = first.Type == WebSocketMessageType.Text ? (first, second) : (second, first);
        Assert.Equal(
            """{"type":"error","data":"Can't subscribe to more than 3000 instruments."}""", System.Text.Encoding.UTF8.GetString(text.Bytes!));
        Assert.Equal(256265u, TickerClient.Token(TickerClient.Split(binary.Bytes!).Single()));
    }

    [Fact]
    public async Task The_upgrade_is_refused_without_credentials_with_bad_ones_and_for_a_fourth_socket()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        using var one = await TickerClient.ConnectAsync(sim, trader);
        using var two = await TickerClient.ConnectAsync(sim, trader);
        using var three = await TickerClient.ConnectAsync(sim, trader);
        Assert.Equal(429, await UpgradeStatusAsync(TickerClient.Address(sim, trader.Account.ApiKey, trader.AccessToken)));
        Assert.Equal(403, await UpgradeStatusAsync(TickerClient.Address(sim, trader.Account.ApiKey, "wrong")));
        Assert.Equal(400, await UpgradeStatusAsync(sim.Host.TickerAddress));
        Assert.Equal(400, (await trader.GetAsync("/")).Status);
    }

    [Fact]
    public async Task A_slow_reader_is_owed_only_the_latest_packet_of_each_token()
    {
        await using var sim = await Sim.StartAsync();
        using var client = await TickerClient.ConnectAsync(sim, await sim.LoginAsync());
        await client.SendAsync("""{"a":"mode","v":["full",[256265]]}""");
        await client.PacketsAsync();
        lock (sim.Host.World.Gate)
        {
            // The sender needs the lock to take what is owed: while it is held, the socket is slow.
            for (var i = 0; i < 40; i++)
                sim.Turn();
        }

        var packet = (await client.PacketsAsync()).Single();
        Assert.Equal(sim.Host.World.Market.Underlyings[0].Index.Last, TickerClient.Signed(packet, 4));
    }

    [Fact]
    public async Task A_new_day_ends_the_sockets_and_the_token()
    {
        await using var sim = await Sim.StartAsync();
        var trader = await sim.LoginAsync();
        using var client = await TickerClient.ConnectAsync(sim, trader);
        await sim.PostControlAsync("clock/advance?to=2025-11-24 09:15:01");
        Assert.Equal(WebSocketMessageType.Close, (await client.NextAsync()).Type);
        var refused = await trader.GetAsync("/user/profile");
        Assert.Equal((403, "TokenException"), (refused.Status, refused.ErrorType));
        Assert.Equal(403, await UpgradeStatusAsync(TickerClient.Address(sim, trader.Account.ApiKey, trader.AccessToken)));
    }

    internal static async Task<int> UpgradeStatusAsync(Uri address)
    {
        using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, CancellationToken.None));
        return (int)socket.HttpStatusCode;
    }
}
