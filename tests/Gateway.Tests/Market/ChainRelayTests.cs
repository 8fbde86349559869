using Gateway.Market;
using Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Market;

public class ChainRelayTests
{
    [Fact]
    public async Task A_chain_that_is_not_listed_does_not_start()
    {
        await using var rig = new ChainRig { Snapshot = null };
        Assert.False(await rig.Relay.Start());
        Assert.Equal(0, rig.Subscriptions);
    }

    [Fact]
    public async Task What_was_published_while_it_subscribed_is_not_missed()
    {
        await using var rig = new ChainRig();
        rig.GetSnapshot = () => Task.FromResult<Grains.Interfaces.Chains.ChainSnapshot?>(Chains.Snapshot(rig.Snapshots == 1 ? 10 : 12));
        Assert.True(await rig.Relay.Start());
        Assert.Equal((12L, 0), (rig.Relay.Current.State!.Header.Version, rig.Relay.Current.Holes));
    }

    [Fact]
    public async Task Known_events_wake_nobody()
    {
        await using var rig = await ChainRig.Start();
        var news = rig.News();
        await rig.Publish(Chains.Heartbeat(10));
        await rig.Publish(Chains.Change(9, 10, Chains.Row(200, 1)));
        Assert.False(news.IsCompleted);
        await rig.Publish(Chains.Change(10, 11));
        await news;
    }

    [Fact]
    public async Task A_heartbeat_ahead_of_what_is_known_fetches_the_missing()
    {
        await using var rig = await ChainRig.Start();
        rig.Snapshot = Chains.Snapshot(15);
        await rig.Publish(Chains.Heartbeat(15));
        Assert.Equal((15L, 1), (rig.Relay.Current.State!.Header.Version, rig.Relay.Current.Holes));
    }

    [Fact]
    public async Task Three_seconds_of_silence_subscribe_again_and_fetch_a_snapshot()
    {
        await using var rig = await ChainRig.Start();
        rig.Snapshot = Chains.Snapshot(15);
        var news = rig.News();
        rig.Time.Advance(TimeSpan.FromSeconds(3));
        await news.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((15L, 1, 2), (rig.Relay.Current.State!.Header.Version, rig.Relay.Current.Holes, rig.Subscriptions));
    }

    [Fact]
    public async Task Silence_of_a_grain_that_fails_changes_nothing_and_is_asked_again()
    {
        await using var rig = await ChainRig.Start();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.GetSnapshot = () =>
        {
            asked.TrySetResult();
            return Task.FromException<Grains.Interfaces.Chains.ChainSnapshot?>(new TimeoutException("slow"));
        };
        rig.Time.Advance(TimeSpan.FromSeconds(3));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(10, rig.Relay.Current.State!.Header.Version);
        rig.GetSnapshot = () => Task.FromResult<Grains.Interfaces.Chains.ChainSnapshot?>(Chains.Snapshot(16));
        var news = rig.News();
        rig.Time.Advance(TimeSpan.FromSeconds(3));
        await news.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_snapshot_that_is_gone_or_older_changes_nothing()
    {
        await using var rig = await ChainRig.Start();
        rig.Snapshot = Chains.Snapshot(9);
        await rig.Publish(Chains.Change(20, 21));
        rig.Snapshot = null;
        await rig.Publish(Chains.Change(20, 21));
        Assert.Equal((10L, 0), (rig.Relay.Current.State!.Header.Version, rig.Relay.Current.Holes));
        await rig.Relay.OnErrorAsync(new InvalidOperationException("the stream"));
        await rig.Relay.OnCompletedAsync();
    }

    [Fact]
    public async Task Everybody_shares_one_relay_and_an_absent_chain_is_asked_for_again()
    {
        await using var rig = new ChainRig { Snapshot = null };
        await using var relays = new ChainRelays(rig.Cluster, rig.Metrics, rig.Time, NullLogger<ChainRelay>.Instance);
        Assert.Null(await relays.Get("chain:a"));
        rig.Snapshot = Chains.Snapshot(1);
        var relay = await relays.Get("chain:a");
        Assert.NotNull(relay);
        Assert.Same(relay, await relays.Get("chain:a"));
        Assert.NotSame(relay, await relays.Get("chain:b"));
        Assert.Equal(2, rig.Subscriptions);
    }

    [Fact]
    public async Task A_start_that_fails_is_not_remembered()
    {
        await using var rig = new ChainRig();
        await using var relays = new ChainRelays(rig.Cluster, rig.Metrics, rig.Time, NullLogger<ChainRelay>.Instance);
        rig.GetSnapshot = () => Task.FromException<Grains.Interfaces.Chains.ChainSnapshot?>(new TimeoutException("slow"));
        await Assert.ThrowsAsync<TimeoutException>(() => relays.Get("chain:a"));
        rig.GetSnapshot = () => Task.FromResult<Grains.Interfaces.Chains.ChainSnapshot?>(Chains.Snapshot(1));
        Assert.NotNull(await relays.Get("chain:a"));
    }

    [Fact]
    public async Task A_chain_that_is_over_is_forgotten_and_not_asked_after_again()
    {
        await using var rig = new ChainRig();
        await using var relays = new ChainRelays(rig.Cluster, rig.Metrics, rig.Time, NullLogger<ChainRelay>.Instance);
        var relay = (await relays.Get("chain:NFO:NIFTY:2025-11-25"))!;
        rig.Snapshot = null;
        await relay.OnNextAsync(Chains.Change(10, 11) with { Removed = [100, 200, 300, 400, 500] });
        Assert.Null(await relays.Get("chain:NFO:NIFTY:2025-11-25"));
        var asked = rig.Snapshots;
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((asked, 1), (rig.Snapshots, rig.Subscriptions));
    }
}
