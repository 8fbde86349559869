using Gateway.Market;
using Gateway.Tests.Support;

namespace Gateway.Tests.Market;

public class ChainPumpTests
{
    [Fact]
    public async Task A_snapshot_comes_first_then_deltas_that_chain()
    {
        await using var rig = await ChainRig.Start();
        await using var frames = rig.Pump();
        var client = new ChainClient();
        client.Apply(await rig.Next(frames));
        for (var version = 11; version <= 20; version++)
        {
            await rig.Publish(Chains.Change(version - 1, version, Chains.Row(200, version)));
            var delta = await rig.Next(frames);
            Assert.Equal("delta", delta.Type());
            client.Apply(delta);
        }

        Assert.Equal((20L, 0), (client.Version, client.Gaps));
        Assert.Contains("\"ltp\":20", client.Rows[200], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_reads_late_gets_one_longer_step()
    {
        await using var rig = await ChainRig.Start();
        await using var frames = rig.Pump();
        var client = new ChainClient();
        client.Apply(await rig.Next(frames));
        for (var version = 11; version <= 50; version++)
            await rig.Publish(Chains.Change(version - 1, version, Chains.Row((version % 5 * 100) + 100, version)));
        var delta = await rig.Next(frames);
        Assert.Equal((10L, 50L), (delta.GetProperty("base_version").GetInt64(), delta.GetProperty("version").GetInt64()));
        Assert.Equal([100, 200, 300, 400, 500], delta.Strikes());
        client.Apply(delta);
    }

    [Theory]
    [InlineData(null, 200)]
    [InlineData(20.0, 50)]
    [InlineData(2.0, 500)]
    public async Task Frames_are_never_closer_than_the_clients_rate_allows(double? hz, int milliseconds)
    {
        await using var rig = await ChainRig.Start();
        await using var frames = rig.Pump(new() { MaxHz = hz });
        // The clock may go on between a frame and its reading: what is certain is that a frame was not sent before it was asked for.
        var began = rig.Time.GetUtcNow();
        var asked = began;
        await rig.Next(frames);
        for (var version = 11; version <= 20; version++)
        {
            var before = asked;
            await rig.Publish(Chains.Change(version - 1, version, Chains.Row(200, version)));
            asked = rig.Time.GetUtcNow();
            await rig.Next(frames);
            Assert.True(rig.Time.GetUtcNow() - before >= TimeSpan.FromMilliseconds(0.8 * milliseconds), $"{rig.Time.GetUtcNow() - before}");
        }

        // What one frame gains on a late one is not gained again.
        Assert.True(rig.Time.GetUtcNow() - began >= TimeSpan.FromMilliseconds(9.5 * milliseconds), $"{rig.Time.GetUtcNow() - began}");
    }

    [Fact]
    public async Task With_nothing_to_say_there_is_a_heartbeat_each_second()
    {
        await using var rig = await ChainRig.Start();
        await using var frames = rig.Pump();
        var began = rig.Time.GetUtcNow();
        await rig.Next(frames);
        for (var beat = 1; beat <= 3; beat++)
        {
            Assert.Equal("heartbeat", (await rig.Next(frames)).Type());
            Assert.True(rig.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(beat));
        }
    }

    [Fact]
    public async Task A_slow_clients_heartbeat_does_not_lose_the_news_that_waits()
    {
        await using var rig = await ChainRig.Start();
        await using var frames = rig.Pump(new() { MaxHz = 0.1 });
        await rig.Next(frames);
        await rig.Publish(Chains.Change(10, 11, Chains.Row(200, 11)));
        System.Text.Json.JsonElement frame;
        do
            frame = await rig.Next(frames);
        while (frame.Type() == "heartbeat");
        Assert.Equal(11, frame.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task A_hole_is_marked_and_mended_by_a_snapshot()
    {
        await using var rig = await ChainRig.Start();
        await using var frames = rig.Pump();
        var client = new ChainClient();
        client.Apply(await rig.Next(frames));
        rig.Snapshot = Chains.Snapshot(13, mark: 13);
        await rig.Publish(Chains.Change(12, 13, Chains.Row(200, 13)));
        client.Apply(await rig.Next(frames));
        Assert.Equal(1, client.Gaps);
        client.Apply(await rig.Next(frames));
        Assert.Equal(13, client.Version);
        Assert.All(client.Rows.Values, row => Assert.Contains("\"ltp\":13", row, StringComparison.Ordinal));
        await rig.Publish(Chains.Change(13, 14, Chains.Row(200, 14)));
        client.Apply(await rig.Next(frames));
        Assert.Equal((14L, 1), (client.Version, client.Gaps));
    }

    [Fact]
    public async Task A_new_epoch_is_a_gap_too()
    {
        await using var rig = await ChainRig.Start();
        await using var frames = rig.Pump();
        await rig.Next(frames);
        rig.Snapshot = Chains.Snapshot(1, epoch: Chains.Epoch + 1);
        await rig.Publish(new(Chains.Header(1, epoch: Chains.Epoch + 1), 0, [], []));
        Assert.Equal("gap", (await rig.Next(frames)).Type());
        Assert.Equal(Chains.Epoch + 1, (await rig.Next(frames)).GetProperty("chain").GetProperty("epoch").GetInt64());
    }

    [Fact]
    public async Task A_client_that_resumes_behind_is_told_that_it_missed_something()
    {
        await using var rig = await ChainRig.Start();
        await using var behind = rig.Pump(new() { Resume = new() { Epoch = Chains.Epoch, Version = 9 } });
        Assert.Equal("gap", (await rig.Next(behind)).Type());
        Assert.Equal("snapshot", (await rig.Next(behind)).Type());
        await using var elsewhere = rig.Pump(new() { Resume = new() { Epoch = 1, Version = 10 } });
        Assert.Equal("gap", (await rig.Next(elsewhere)).Type());
        await using var current = rig.Pump(new() { Resume = new() { Epoch = Chains.Epoch, Version = 10 } });
        Assert.Equal("snapshot", (await rig.Next(current)).Type());
    }

    [Fact]
    public async Task A_window_follows_the_money()
    {
        await using var rig = await ChainRig.Start();
        await using var frames = rig.Pump(new() { Window = 1 });
        var client = new ChainClient();
        client.Apply(await rig.Next(frames));
        Assert.Equal([200, 300, 400], client.Rows.Keys);
        await rig.Publish(new(Chains.Header(11, atm: 500), 10, [Chains.Row(100, 1)], []));
        client.Apply(await rig.Next(frames));
        Assert.Equal([400, 500], client.Rows.Keys);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_its_pump()
    {
        await using var rig = await ChainRig.Start();
        using var gone = new CancellationTokenSource();
        await using var frames = rig.Pump(cancellationToken: gone.Token);
        await rig.Next(frames);
        var next = frames.MoveNextAsync().AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task When_the_last_contract_is_delisted_the_stream_says_so_and_ends()
    {
        await using var rig = await ChainRig.Start();
        await using var frames = rig.Pump();
        await rig.Next(frames);
        await rig.Publish(Chains.Change(10, 11) with { Removed = [100, 200, 300, 400, 500] });
        var last = await rig.Next(frames);
        Assert.Equal([100, 200, 300, 400, 500], last.GetProperty("removed").EnumerateArray().Select(s => s.GetDecimal()));
        Assert.False(await frames.MoveNextAsync());
    }
}
