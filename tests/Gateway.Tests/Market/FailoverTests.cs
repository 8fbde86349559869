using Gateway.Tests.Support;
using Grains.Interfaces.Chains;

namespace Gateway.Tests.Market;

public class FailoverTests
{
    static ChainRow Row(decimal strike, string source, Freshness freshness) =>
        new(strike, new() { Instrument = $"NFO:C{strike}", Token = (uint)strike, Source = source, Freshness = freshness }, null);

    static async Task<ChainRig> Fed(decimal strike, Freshness freshness)
    {
        var rig = await ChainRig.Start();
        await rig.Publish(Chains.Change(10, 11, Row(strike, "a:0", freshness)));
        return rig;
    }

    [Theory]
    [InlineData(Freshness.Disconnected)]
    [InlineData(Freshness.Stale)]
    [InlineData(Freshness.NotEntitled)]
    public async Task A_feed_that_took_over_from_a_failed_one_is_a_gap_that_names_it_and_a_snapshot(Freshness before)
    {
        await using var rig = await Fed(200, before);
        await using var frames = rig.Pump();
        var client = new ChainClient();
        client.Apply(await rig.Next(frames));
        await rig.Publish(Chains.Change(11, 12, Row(200, "b:1", Freshness.Live)));
        var gap = await rig.Next(frames);
        Assert.Equal("gap", gap.Type());
        Assert.Equal(["b:1"], gap.GetProperty("sources").EnumerateArray().Select(s => s.GetString()));
        client.Apply(gap);
        client.Apply(await rig.Next(frames));
        Assert.Equal((12L, 1), (client.Version, client.Gaps));
        await rig.Publish(Chains.Change(12, 13, Row(200, "b:1", Freshness.Quiet)));
        Assert.Equal("delta", (await rig.Next(frames)).Type());
    }

    [Fact]
    public async Task A_quote_that_moves_between_healthy_feeds_is_no_gap()
    {
        await using var rig = await Fed(200, Freshness.Live);
        await using var frames = rig.Pump();
        await rig.Next(frames);
        await rig.Publish(Chains.Change(11, 12, Row(200, "b:1", Freshness.Live)));
        Assert.Equal("delta", (await rig.Next(frames)).Type());
    }

    [Fact]
    public async Task Who_does_not_see_the_strike_is_told_of_no_gap()
    {
        await using var rig = await Fed(100, Freshness.Disconnected);
        await using var frames = rig.Pump(new() { Window = 1 });
        await rig.Next(frames);
        await rig.Publish(Chains.Change(11, 12, Row(100, "b:1", Freshness.Live)));
        Assert.Equal("delta", (await rig.Next(frames)).Type());
    }
}
