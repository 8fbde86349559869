using System.Collections.Concurrent;
using System.Net.WebSockets;
using Kite.Tests.Fakes;
using Kite.Ticker;

namespace Kite.Tests.Ticker;

public class TickerConnectionTests
{
    static readonly byte[] Frame = Frames.Of(Frames.Bytes(Frames.Ltp));

    [Fact]
    public async Task The_handshake_carries_key_token_and_version()
    {
        string? query = null, version = null;
        await using var rig = await TickerRig.StartAsync((socket, context) =>
        {
            (query, version) = (context.Request.QueryString.Value, context.Request.Headers["X-Kite-Version"]);
            return TickerRig.DrainAsync(socket);
        });
        await rig.StateAsync(TickerState.Connected);
        await rig.StopAsync();
        Assert.Equal(("?api_key=simkey00&access_token=acc%20tok%261", "3"), (query, version));
    }

    [Fact]
    public async Task Frames_texts_and_heartbeats_go_where_they_belong()
    {
        await using var rig = await TickerRig.StartAsync(async (socket, _) =>
        {
            await TickerRig.SendAsync(socket, [0]);
            await TickerRig.SendAsync(socket, []);
            await TickerRig.SendAsync(socket, Frame);
            await TickerRig.SendAsync(socket, """{"type":"message","data":"hello"}""");
            await TickerRig.SendAsync(socket, "no json");
            await TickerRig.DrainAsync(socket);
        });
        Assert.Equal(Frame, await rig.FrameAsync());
        Assert.Equal(new TickerMessageEvent("hello"), await rig.TextAsync());
        Assert.IsType<TickerUnknownEvent>(await rig.TextAsync());
        var counters = rig.Connection.Counters;
        Assert.Equal((1, 2, 2, 0), (counters.Frames, counters.Heartbeats, counters.Texts, counters.Reconnects));
        Assert.Equal(1 + Frame.Length + 33 + 7, counters.Bytes);
    }

    [Fact]
    public async Task Fragments_are_joined_and_a_monster_is_dropped_without_losing_the_connection()
    {
        var largest = Frames.Of([.. Enumerable.Repeat(Frames.FullInfy(), 3000)]);
        await using var rig = await TickerRig.StartAsync(async (socket, _) =>
        {
            foreach (var part in largest.Chunk(100_000))
                await TickerRig.SendAsync(socket, part, end: false);
            await TickerRig.SendAsync(socket, [], end: true);
            await TickerRig.SendAsync(socket, new byte[700_000]);
            await TickerRig.SendAsync(socket, Frame);
            await TickerRig.DrainAsync(socket);
        });
        Assert.Equal(largest, await rig.FrameAsync());
        Assert.Equal(Frame, await rig.FrameAsync());
        Assert.Equal(1, rig.Connection.Counters.Skipped);
        Assert.Equal(1, rig.Attempts);
    }

    [Fact]
    public async Task Subscriptions_are_sent_again_after_every_reconnect()
    {
        var heard = new ConcurrentQueue<string>();
        var connection = 0;
        var second = new TaskCompletionSource();
        await using var rig = await TickerRig.StartAsync(
            async (socket, context) =>
            {
                var number = Interlocked.Increment(ref connection);
                for (var i = 0; i < 4; i++)
                    heard.Enqueue($"{number} {await TickerRig.ReadAsync(socket)}");
                if (number == 1)
                {
                    context.Abort();
                    return;
                }

                second.SetResult();
                await TickerRig.DrainAsync(socket);
            },
            options => options with { BatchSize = 2 },
            rig => rig.Connection.Subscribe([10, 11, 12], TickerMode.Full));
        await second.Task.Soon();
        string[] frames =
        [
            """{"a":"subscribe","v":[10,11]}""", """{"a":"mode","v":["full",[10,11]]}""", """{"a":"subscribe","v":[12]}""",
            """{"a":"mode","v":["full",[12]]}""",
        ];
        Assert.Equal([.. frames.Select(f => "1 " + f), .. frames.Select(f => "2 " + f)], heard);
        Assert.Equal(1, rig.Connection.Counters.Reconnects);
        Assert.Equal(3, rig.Connection.Instruments);
    }

    [Fact]
    public async Task An_open_connection_takes_changes()
    {
        var heard = new ConcurrentQueue<string?>();
        var got = new SemaphoreSlim(0);
        await using var rig = await TickerRig.StartAsync(async (socket, _) =>
        {
            while (await TickerRig.ReadAsync(socket) is { } text)
            {
                heard.Enqueue(text);
                got.Release();
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
        });
        await rig.StateAsync(TickerState.Connected);
        rig.Connection.Subscribe([1], TickerMode.Quote);
        Assert.True(await got.WaitAsync(20_000) && await got.WaitAsync(20_000));
        rig.Connection.SetMode([1], TickerMode.Full);
        Assert.True(await got.WaitAsync(20_000));
        rig.Connection.Unsubscribe([1]);
        Assert.True(await got.WaitAsync(20_000));
        Assert.Equal(
            ["""{"a":"subscribe","v":[1]}""", """{"a":"mode","v":["quote",[1]]}""", """{"a":"mode","v":["full",[1]]}""", """{"a":"unsubscribe","v":[1]}"""],
            heard);
    }

    public static TheoryData<string> Ends => ["close", "abort", "close without a word"];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Whatever_ends_a_connection_another_follows(string how)
    {
        var arrived = new SemaphoreSlim(0);
        await using var rig = await TickerRig.StartAsync(
            async (socket, context) =>
            {
                await TickerRig.SendAsync(socket, Frame);
                await arrived.WaitAsync(context.RequestAborted);
                if (how == "close")
                    await socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "bye", default);
                else if (how == "abort")
                    context.Abort();
            },
            before: rig => rig.OnFrame = _ =>
            {
                arrived.Release();
                return ValueTask.CompletedTask;
            });
        for (var i = 0; i < 3; i++)
        {
            await rig.StateAsync(TickerState.Connected);
            Assert.EndsWith(" s.", await rig.StateAsync(TickerState.Reconnecting), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(403)]
    [InlineData(401)]
    public async Task A_refused_token_is_not_tried_again_until_there_is_a_new_one(int status)
    {
        var asked = new ConcurrentQueue<string?>();
        await using var rig = await TickerRig.StartAsync(
            (socket, _) => TickerRig.DrainAsync(socket),
            options => options with { Time = new FakeTime() },
            rig => rig.Status = context =>
            {
                asked.Enqueue(context.Request.Query["access_token"]);
                return context.Request.Query["access_token"] == "fresh" ? 101 : status;
            });
        await rig.StateAsync(TickerState.NeedsLogin);
        Assert.Equal(0, rig.PendingStates);
        rig.Token = "stale";
        rig.Connection.NotifyNewToken();
        await rig.StateAsync(TickerState.NeedsLogin);
        rig.Token = "fresh";
        rig.Connection.NotifyNewToken();
        await rig.StateAsync(TickerState.Connected);
        Assert.Equal(["acc tok&1", "stale", "fresh"], asked);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_tried()
    {
        await using var rig = await TickerRig.StartAsync((socket, _) => TickerRig.DrainAsync(socket), before: rig => rig.Token = null);
        await rig.StateAsync(TickerState.NeedsLogin);
        Assert.Equal(0, rig.Attempts);
        rig.Token = "there";
        rig.Connection.NotifyNewToken();
        await rig.StateAsync(TickerState.Connected);
    }

    [Fact]
    public async Task A_new_token_does_not_disturb_an_open_connection()
    {
        var go = new TaskCompletionSource();
        await using var rig = await TickerRig.StartAsync(async (socket, _) =>
        {
            await go.Task;
            await TickerRig.SendAsync(socket, Frame);
            await TickerRig.DrainAsync(socket);
        });
        await rig.StateAsync(TickerState.Connected);
        rig.Connection.NotifyNewToken();
        go.SetResult();
        await rig.FrameAsync();
        Assert.Equal((1, TickerState.Connected), (rig.Attempts, rig.Connection.State));
    }

    [Fact]
    public async Task A_token_source_that_fails_is_asked_again()
    {
        var asked = 0;
        await using var rig = await TickerRig.StartAsync(
            (socket, _) => TickerRig.DrainAsync(socket),
            options => options with { AccessToken = _ => asked++ == 0 ? throw new InvalidOperationException("secret") : new("t") });
        Assert.DoesNotContain("secret", await rig.StateAsync(TickerState.Reconnecting), StringComparison.Ordinal);
        await rig.StateAsync(TickerState.Connected);
    }

    [Theory]
    [InlineData(429, TickerState.Refused)]
    [InlineData(400, TickerState.Refused)]
    [InlineData(502, TickerState.Reconnecting)]
    public async Task Other_refusals_are_tried_again_later(int status, TickerState state)
    {
        var refusals = 2;
        await using var rig = await TickerRig.StartAsync(
            (socket, _) => TickerRig.DrainAsync(socket), before: rig => rig.Status = _ => refusals-- > 0 ? status : 101);
        Assert.Contains(status.ToString(), await rig.StateAsync(state), StringComparison.Ordinal);
        await rig.StateAsync(state);
        await rig.StateAsync(TickerState.Connected);
    }

    [Fact]
    public async Task Too_many_connections_wait_as_long_as_the_broker_says()
    {
        var time = new FakeTime();
        await using var rig = await TickerRig.StartAsync(
            (socket, _) => TickerRig.DrainAsync(socket),
            options => options with { Time = time, RefusedBackoff = TimeSpan.FromSeconds(15) },
            rig => rig.Status = context =>
            {
                context.Response.Headers.RetryAfter = "120";
                return rig.Attempts == 1 ? 429 : 101;
            });
        await rig.StateAsync(TickerState.Refused);
        await time.TimerAsync(due => due == TimeSpan.FromSeconds(120));
        time.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(TickerState.Refused, rig.Connection.State);
        time.Advance(TimeSpan.FromSeconds(1));
        await rig.StateAsync(TickerState.Connected);
    }

    [Fact]
    public async Task A_broker_that_accepts_and_drops_is_not_hammered()
    {
        var time = new FakeTime();
        await using var rig = await TickerRig.StartAsync(
            async (socket, _) => await TickerRig.SendAsync(socket, Frame),
            options => Patient(options, time));
        foreach (var most in new[] { 0.5, 1, 2, 4, 8, 16, 30, 30 })
        {
            await rig.StateAsync(TickerState.Reconnecting);
            var due = await time.TimerAsync(due => due.TotalSeconds is not (1 or 5) && due < TimeSpan.FromMinutes(5));
            Assert.InRange(due.TotalSeconds, most / 2, most);
            time.Advance(due);
        }
    }

    [Fact]
    public async Task A_connection_that_lived_long_enough_begins_with_short_waits_again()
    {
        var time = new FakeTime();
        var drop = new SemaphoreSlim(0);
        await using var rig = await TickerRig.StartAsync(
            async (socket, _) =>
            {
                await TickerRig.SendAsync(socket, Frame);
                Assert.True(await drop.WaitAsync(20_000));
            },
            options => Patient(options, time));
        for (var i = 0; i < 4; i++)
        {
            await rig.FrameAsync();
            if (i == 3)
                time.Advance(TimeSpan.FromSeconds(10));
            drop.Release();
            await rig.StateAsync(TickerState.Reconnecting);
            var due = await time.TimerAsync(due => due.TotalSeconds is not (1 or 5) && due < TimeSpan.FromMinutes(5));
            Assert.InRange(due.TotalSeconds, 0.25, i == 3 ? 0.5 : 4);
            if (i == 2)
                Assert.InRange(due.TotalSeconds, 1, 2);
            time.Advance(due);
        }
    }

    /// <summary>Real waits on a false clock; the limits that are not tested lie far away.</summary>
    static TickerOptions Patient(TickerOptions options, FakeTime time) => options with
    {
        Time = time,
        BackoffMin = TimeSpan.FromSeconds(0.5),
        BackoffMax = TimeSpan.FromSeconds(30),
        ConnectTimeout = TimeSpan.FromHours(1),
        SilenceLimit = TimeSpan.FromHours(1),
    };

    [Fact]
    public async Task Silence_while_the_market_is_open_ends_a_connection()
    {
        await using var rig = await TickerRig.StartAsync(
            (socket, _) => TickerRig.DrainAsync(socket), options => options with { SilenceLimit = TimeSpan.FromMilliseconds(80) });
        await rig.StateAsync(TickerState.Connected);
        Assert.Contains("silent", await rig.StateAsync(TickerState.Reconnecting), StringComparison.Ordinal);
        await rig.StateAsync(TickerState.Connected);
    }

    [Fact]
    public async Task Silence_while_the_market_is_closed_means_nothing()
    {
        var asked = new SemaphoreSlim(0);
        await using var rig = await TickerRig.StartAsync(
            (socket, _) => TickerRig.DrainAsync(socket),
            options => options with { SilenceLimit = TimeSpan.FromMilliseconds(20), MarketOpen = () => asked.Release() < 0 });
        for (var i = 0; i < 12; i++)
            Assert.True(await asked.WaitAsync(20_000));
        Assert.Equal((1, TickerState.Connected), (rig.Attempts, rig.Connection.State));
    }

    [Fact]
    public async Task A_slow_sink_holds_the_broker_back_and_is_not_taken_for_silence()
    {
        var time = new FakeTime();
        var release = new TaskCompletionSource();
        await using var rig = await TickerRig.StartAsync(
            async (socket, _) =>
            {
                await TickerRig.SendAsync(socket, Frame);
                await TickerRig.SendAsync(socket, [0, 0]);
                await TickerRig.DrainAsync(socket);
            },
            options => options with { Time = time },
            rig => rig.OnFrame = frame => frame.Length > 2 ? new ValueTask(release.Task) : ValueTask.CompletedTask);
        await rig.FrameAsync();
        for (var i = 0; i < 20; i++)
            time.Advance(TimeSpan.FromSeconds(1.25));
        Assert.Equal(1, rig.Connection.Counters.Frames);
        release.SetResult();
        Assert.Equal(2, (await rig.FrameAsync()).Length);
        Assert.Equal(1, rig.Attempts);
    }

    [Fact]
    public async Task Faults_of_the_sink_and_the_hooks_are_counted_and_survived()
    {
        await using var rig = await TickerRig.StartAsync(
            async (socket, _) =>
            {
                await TickerRig.SendAsync(socket, Frame);
                await TickerRig.SendAsync(socket, Frame);
                await TickerRig.DrainAsync(socket);
            },
            options => options with { MarketOpen = () => throw new InvalidOperationException(), SilenceLimit = TimeSpan.FromMilliseconds(80) },
            rig =>
            {
                rig.OnFrame = _ => throw new InvalidOperationException();
                rig.OnStateHook = () => throw new InvalidOperationException();
            });
        await rig.FrameAsync();
        await rig.FrameAsync();
        Assert.Contains("silent", await rig.StateAsync(TickerState.Reconnecting), StringComparison.Ordinal);
        Assert.InRange(rig.Connection.Counters.SinkFaults, 6, long.MaxValue);
    }

    [Fact]
    public async Task Stopping_says_goodbye_to_the_broker()
    {
        var goodbye = new TaskCompletionSource<WebSocketCloseStatus?>();
        var rig = await TickerRig.StartAsync(async (socket, _) =>
        {
            await TickerRig.DrainAsync(socket);
            goodbye.SetResult(socket.CloseStatus);
        });
        await rig.StateAsync(TickerState.Connected);
        await rig.DisposeAsync();
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await goodbye.Task.Soon());
        Assert.Equal(TickerState.Stopped, rig.Connection.State);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_a_broker_that_ignores_it()
    {
        var over = new TaskCompletionSource();
        await using var rig = await TickerRig.StartAsync((_, _) => over.Task, options => options with { CloseTimeout = TimeSpan.FromMilliseconds(20) });
        await rig.StateAsync(TickerState.Connected);
        await rig.StopAsync();
        Assert.Equal(TickerState.Stopped, rig.Connection.State);
        over.SetResult();
    }

    [Fact]
    public async Task A_broker_that_never_answers_the_handshake_is_given_up()
    {
        await using var broker = new RawBroker(async connection =>
        {
            await connection.ReadRequestAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, connection.TestIsOver);
        });
        await using var rig = await TickerRig.StartAsync(
            (_, _) => Task.CompletedTask, options => options with { Addresses = broker.Addresses, ConnectTimeout = TimeSpan.FromMilliseconds(50) });
        Assert.Contains("did not answer", await rig.StateAsync(TickerState.Reconnecting), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_broker_is_tried_again()
    {
        await using var rig = await TickerRig.StartAsync(
            (_, _) => Task.CompletedTask, options => options with { Addresses = options.Addresses with { Ticker = new Uri("ws://127.0.0.1:1") } });
        Assert.Contains("cannot be reached", await rig.StateAsync(TickerState.Reconnecting), StringComparison.Ordinal);
        await rig.StateAsync(TickerState.Reconnecting);
    }

    [Fact]
    public async Task A_connection_runs_once_and_checks_its_address()
    {
        await using var rig = await TickerRig.StartAsync((socket, _) => TickerRig.DrainAsync(socket));
        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Connection.RunAsync(default));
        Assert.Throws<ArgumentException>(() => new TickerConnection(
            new TickerOptions
            {
                Addresses = KiteAddresses.Zerodha with { Ticker = new Uri("https://x") }, ApiKey = "k", AccessToken = _ => new("t"), Random = new Random(1),
            },
            rig));
    }
}
