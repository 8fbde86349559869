using Grains.Bars;
using Grains.Interfaces.Feeds;
using Grains.Tests.Market.Support;

namespace Grains.Tests.Bars;

public class BarContinuityTests
{
    static readonly DateTimeOffset Noon = Listing.Noon;
    readonly BarContinuity continuity = new();

    IReadOnlyDictionary<string, Hole> Look(int after, FeedState state, int since, int heard) => continuity.Look(
        [new() { Source = "a:0", State = state, Since = Noon.AddSeconds(since), LastFrameAt = Noon.AddSeconds(heard) }], Noon.AddSeconds(after), 1000 + after);

    [Fact]
    public void A_socket_that_stays_healthy_misses_nothing()
    {
        Assert.Empty(Look(0, FeedState.Healthy, 0, 0));
        Assert.Empty(Look(1, FeedState.Healthy, 0, 1));
    }

    [Fact]
    public void What_a_lost_socket_misses_begins_with_its_last_frame()
    {
        Look(10, FeedState.Healthy, 0, 9);
        Assert.Equal(new Hole(1009, null), Look(15, FeedState.Silent, 14, 9)["a:0"]);
        Assert.Equal(new Hole(1009, null), Look(16, FeedState.Reconnecting, 16, 9)["a:0"]);
        Assert.Equal(new Hole(1009, 1017), Look(17, FeedState.Healthy, 17, 17)["a:0"]);
        Assert.Empty(Look(18, FeedState.Healthy, 17, 18));
    }

    [Fact]
    public void One_that_was_lost_and_is_back_between_two_looks_is_noticed()
    {
        Look(10, FeedState.Healthy, 0, 10);
        Assert.Equal(new Hole(1010, 1011), Look(12, FeedState.Healthy, 11, 12)["a:0"]);
    }

    [Fact]
    public void One_that_was_never_healthy_misses_everything_from_now_on() => Assert.Equal(new Hole(1003, null), Look(3, FeedState.Connecting, 0, 0)["a:0"]);
}
