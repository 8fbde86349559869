using Kite.Simulator.Tests.Support;
using Kite.Ticker;

namespace Kite.Simulator.Tests.Faults;

/// <summary>Each misbehaviour of the ticker × receiving and subscribing: what our connection does about it, and no subscription is lost.</summary>
public sealed class TickerFaultMatrixTests
{
    /// <summary>The misbehaviour of an open socket, and whether our connection makes a new one for it.</summary>
    public static TheoryData<string, bool> OpenSocket { get; } = new()
    {
        { "sockets/drop", true },
        { "sockets/reset", true },
        { "sockets/mute", true },
        { "sockets/half-open", true },
        { "sockets/delay?ms=1000", false },
        { "sockets/duplicate", false },
        { "sockets/reorder", false },
        { "sockets/garbage", false },
        { "sockets/truncated", false },
        { "sockets/unknown", false },
        { "sockets/fragments", false },
        { "sockets/text?data={\"type\":\"error\",\"data\":\"Busy.\"}", false },
        { "sockets/text?data={\"nothing\":null}", false },
        { "sockets/text?data=not json", false },
    };

    [Theory]
    [MemberData(nameof(OpenSocket))]
    public async Task Ticks_come_again_and_instruments_that_are_added_meanwhile_come_too(string fault, bool reconnects)
    {
        await using var rig = await TickerRig.StartAsync();
        await rig.Sim.PostControlAsync(fault);
        rig.Sink.Forget();
        var added = rig.Sim.Option(2).Token;
        rig.Connection.Subscribe([added], Kite.Ticker.TickerMode.Full);
        await rig.UntilAsync(() => rig.Receives() && rig.Sink.Saw(added));
        Assert.Equal(TickerState.Connected, rig.Connection.State);
        Assert.Equal(reconnects, rig.Connection.Counters.Reconnects > 0);
        Assert.Equal(4, rig.Sim.Host.World.Hub.Sockets.Max(static s => s.Subscriptions.Count));
        Assert.Equal(0, rig.Connection.Counters.SinkFaults);
        // Nothing is left behind at the broker: a key has three slots only.
        await rig.UntilAsync(() => rig.Sim.Host.World.Hub.Sockets.Count == 1);
    }

    /// <summary>The misbehaviour of an upgrade, and where our connection stands until it ends.</summary>
    public static TheoryData<string, TickerState> Upgrade { get; } = new()
    {
        { "kind=refuse&status=403", TickerState.NeedsLogin },
        { "kind=refuse&status=429", TickerState.Refused },
        { "kind=refuse&status=502", TickerState.Reconnecting },
        { "kind=drop-before", TickerState.Reconnecting },
        { "kind=hold-before", TickerState.Connecting },
    };

    [Theory]
    [MemberData(nameof(Upgrade))]
    public async Task A_refused_upgrade_leaves_the_connection_in_its_own_state_until_it_may_try_again(string fault, TickerState state)
    {
        await using var rig = await TickerRig.StartAsync(connected: false);
        await rig.Sim.PostControlAsync($"faults?{fault}&path=/ticker");
        rig.Begin();
        await Eventually.TrueAsync(() => rig.Connection.State == state && rig.Sim.Host.World.Faults.Waiting == 0);
        if (state == TickerState.NeedsLogin)
        {
            for (var i = 0; i < 400; i++)
                rig.Sim.Turn();
            Assert.Equal(TickerState.NeedsLogin, rig.Connection.State);
            rig.Connection.NotifyNewToken();
        }

        await rig.UntilAsync(rig.Receives);
        Assert.Equal(TickerState.Connected, rig.Connection.State);
    }

    [Fact]
    public async Task A_token_that_dies_at_six_ends_the_connection_until_there_is_a_new_one()
    {
        await using var rig = await TickerRig.StartAsync();
        await rig.Sim.PostControlAsync("clock/advance?to=2025-11-24 06:00:00");
        await rig.UntilAsync(() => rig.Connection.State == TickerState.NeedsLogin);
        rig.Sink.Forget();
        await rig.Trader.LoginAsync();
        rig.Connection.NotifyNewToken();
        await rig.UntilAsync(rig.Receives);
    }
}
