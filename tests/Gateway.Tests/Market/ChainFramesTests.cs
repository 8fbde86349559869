using Gateway.Market;
using Gateway.Tests.Support;
using Grains.Interfaces.Chains;

namespace Gateway.Tests.Market;

public class ChainFramesTests
{
    readonly ChainFrames frames = new(new(NoMeters.Instance), TimeProvider.System);
    readonly ChainState state = ChainState.From(Chains.Snapshot(10));

    static StrikeWindow All(ChainState s) => StrikeWindow.Of(s, 0);

    [Fact]
    public void A_frame_is_serialised_once_for_everybody()
    {
        Assert.Same(frames.Snapshot(state, All(state)), frames.Snapshot(state, All(state)));
        Assert.NotSame(frames.Snapshot(state, All(state)), frames.Snapshot(state, StrikeWindow.Of(state, 1)));
        var next = state.Apply(Chains.Change(10, 11, Chains.Row(200, 7)))!;
        Assert.Same(frames.Delta(next, 10, All(state), All(next)), frames.Delta(next, 10, All(state), All(next)));
        Assert.NotSame(frames.Delta(next, 10, All(state), All(next)), frames.Delta(next, 9, All(state), All(next)));
    }

    [Fact]
    public void A_pump_that_lags_gets_a_frame_of_its_own_and_leaves_the_current_ones()
    {
        var next = state.Apply(Chains.Change(10, 11, Chains.Row(200, 7)))!;
        var current = frames.Snapshot(next, All(next));
        var late = frames.Snapshot(state, All(state));
        Assert.Equal(10, late.Json().GetProperty("chain").GetProperty("version").GetInt64());
        Assert.NotSame(late, frames.Snapshot(state, All(state)));
        Assert.Same(current, frames.Snapshot(next, All(next)));
    }

    [Fact]
    public void A_new_epoch_replaces_the_cache_though_its_versions_start_again()
    {
        frames.Snapshot(state, All(state));
        var reborn = ChainState.From(Chains.Snapshot(1, epoch: Chains.Epoch + 1));
        Assert.Same(frames.Snapshot(reborn, All(reborn)), frames.Snapshot(reborn, All(reborn)));
    }

    [Fact]
    public void A_snapshot_has_the_fields_of_the_protocol()
    {
        var json = frames.Snapshot(state, StrikeWindow.Of(state, 1)).Json();
        Assert.Equal("snapshot", json.Type());
        Assert.Equal(
            ["underlying", "exchange", "expiry", "epoch", "version", "as_of", "spot", "forward", "forward_source", "rate", "years_to_expiry", "atm_strike", "pcr", "max_pain", "atm_iv", "mode", "rows"],
            json.GetProperty("chain").EnumerateObject().Select(p => p.Name));
        Assert.Equal([200, 300, 400], json.GetProperty("chain").Strikes());
        Assert.Equal("2025-11-25", json.GetProperty("chain").GetProperty("expiry").GetString());
        Assert.Equal("future", json.GetProperty("chain").GetProperty("forward_source").GetString());
        Assert.Equal("2025-11-20T12:00:00+05:30", json.GetProperty("chain").GetProperty("as_of").GetString());
    }

    [Fact]
    public void A_delta_holds_what_changed_since_its_base_and_what_came_into_the_window()
    {
        var next = state.Apply(Chains.Change(10, 11, Chains.Row(500, 7), Chains.Row(300, 7)))!.Apply(new ChainEvent(Chains.Header(12, atm: 400), 11, [], []))!;
        var (before, after) = (StrikeWindow.Of(state, 1), StrikeWindow.Of(next, 1));
        var delta = frames.Delta(next, 10, before, after).Json();
        Assert.Equal(["type", "epoch", "base_version", "version", "chain", "rows", "removed"], delta.EnumerateObject().Select(p => p.Name));
        Assert.Equal([300, 500], delta.Strikes());
        Assert.Equal([200], delta.GetProperty("removed").EnumerateArray().Select(s => s.GetDecimal()));
        Assert.False(delta.GetProperty("chain").TryGetProperty("rows", out _));
        Assert.Equal([500], frames.Delta(next, 11, before, after).Json().Strikes());
    }

    [Fact]
    public void A_strike_that_is_listed_again_stays()
    {
        var gone = state.Apply(new ChainEvent(Chains.Header(11), 10, [], [300]))!;
        var back = gone.Apply(Chains.Change(11, 12, Chains.Row(300, 5)))!;
        var client = new ChainClient();
        client.Apply(frames.Snapshot(state, All(state)).Json());
        client.Apply(frames.Delta(back, 10, All(state), All(back)).Json());
        Assert.Equal([100, 200, 300, 400, 500], client.Rows.Keys);
    }

    [Fact]
    public void An_empty_chain_has_an_empty_window()
    {
        var empty = ChainState.From(new(Chains.Header(1), []));
        Assert.Empty(frames.Snapshot(empty, StrikeWindow.Of(empty, 3)).Json().GetProperty("chain").Strikes());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_steps_a_client_takes_it_holds_what_is_true(int seed)
    {
        var random = new Random(seed);
        var (now, sent) = (state, state);
        var client = new ChainClient();
        var window = StrikeWindow.Of(now, 1);
        client.Apply(frames.Snapshot(now, window).Json());
        for (var version = 11L; version < 500; version++)
        {
            var rows = Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(1, 12) * 50m).Distinct().Select(s => Chains.Row(s, version)).ToArray();
            decimal[] removed = random.Next(10) == 0 && rows is [] && now.Rows.Length > 2 ? [now.Rows[random.Next(now.Rows.Length)].Strike] : [];
            now = now.Apply(new ChainEvent(Chains.Header(version, random.Next(1, 12) * 50m), version - 1, [.. rows], [.. removed]))!;
            if (random.Next(3) != 0)
                continue;
            var before = window;
            window = StrikeWindow.Of(now, 1);
            client.Apply(frames.Delta(now, sent.Header.Version, before, window).Json());
            sent = now;
            Assert.Equal(now.Rows[now.Window(1)].Select(r => (r.Strike, Newest: r.Call!.Ltp)), client.Rows.Select(r => (r.Key, (decimal?)System.Text.Json.JsonDocument.Parse(r.Value).RootElement.GetProperty("call").GetProperty("ltp").GetDecimal())));
        }
    }

    [Fact]
    public void Gap_and_heartbeat_say_where_the_service_stands()
    {
        var gap = ChainFrames.Gap(state, "because").Json();
        Assert.Equal(("gap", 100L, 10L, "because"), (gap.Type(), gap.GetProperty("epoch").GetInt64(), gap.GetProperty("version").GetInt64(), gap.GetProperty("reason").GetString()));
        var beat = frames.Heartbeat(state).Json();
        Assert.Equal(("heartbeat", 10L, "2025-11-20T12:00:00+05:30"), (beat.Type(), beat.GetProperty("version").GetInt64(), beat.GetProperty("as_of").GetString()));
    }
}
