using Grains.Chains;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Feeds;
using Grains.Tests.Market.Support;

namespace Grains.Tests.Chains;

public class FreshnessTests
{
    static readonly long At = Listing.Noon.UtcTicks;

    static Freshness Of(FeedState state, int secondsLater = 0, bool simulated = false, long? receivedAt = null, string source = Quotes.Source) =>
        new FreshnessRule([Quotes.Feed(FeedState.Stopped, "other:1"), Quotes.Feed(state)], Listing.Noon.AddSeconds(secondsLater), TimeSpan.FromSeconds(10), simulated).For(receivedAt ?? At, source);

    [Fact]
    public void Before_the_first_packet_it_is_pending() => Assert.Equal(Freshness.Pending, Of(FeedState.Healthy, receivedAt: 0));

    [Theory]
    [InlineData(10, Freshness.Live)]
    [InlineData(11, Freshness.Quiet)]
    public void A_healthy_socket_makes_a_young_packet_live_and_an_old_one_quiet(int age, Freshness expected) => Assert.Equal(expected, Of(FeedState.Healthy, age));

    [Theory]
    [InlineData(FeedState.Silent, Freshness.Stale)]
    [InlineData(FeedState.NotEntitled, Freshness.NotEntitled)]
    [InlineData(FeedState.Reconnecting, Freshness.Disconnected)]
    [InlineData(FeedState.Connecting, Freshness.Disconnected)]
    [InlineData(FeedState.NeedsLogin, Freshness.Disconnected)]
    [InlineData(FeedState.Stopped, Freshness.Disconnected)]
    public void An_unhealthy_socket_is_told_however_young_the_packet(FeedState state, Freshness expected)
    {
        Assert.Equal(expected, Of(state));
        Assert.Equal(expected, Of(state, simulated: true));
    }

    [Fact]
    public void A_source_that_is_gone_is_disconnected() => Assert.Equal(Freshness.Disconnected, Of(FeedState.Healthy, source: "gone:0"));

    [Fact]
    public void A_simulators_packet_is_simulated_at_any_age()
    {
        Assert.Equal(Freshness.Simulated, Of(FeedState.Healthy, simulated: true));
        Assert.Equal(Freshness.Simulated, Of(FeedState.Healthy, 3600, simulated: true));
    }

    static Freshness Closed(FeedHealth feed, bool simulated = false) =>
        new FreshnessRule([feed], Listing.Noon.AddHours(8), TimeSpan.FromSeconds(10), simulated, closed: true).For(At, Quotes.Source);

    [Theory]
    [InlineData(FeedState.Healthy)]
    [InlineData(FeedState.Silent)]
    [InlineData(FeedState.Reconnecting)]
    [InlineData(FeedState.NeedsLogin)]
    public void Outside_the_session_a_quote_is_closed_whatever_its_socket_does(FeedState state) => Assert.Equal(Freshness.Closed, Closed(Quotes.Feed(state)));

    [Fact]
    public void Outside_the_session_a_right_that_is_missing_is_still_told() => Assert.Equal(Freshness.NotEntitled, Closed(Quotes.Feed(FeedState.NotEntitled)));

    [Fact]
    public void A_simulators_packet_is_simulated_beside_a_live_account_and_outside_the_session()
    {
        Assert.Equal(Freshness.Simulated, Closed(Quotes.Feed() with { Simulated = true }));
        Assert.Equal(Freshness.Simulated, new FreshnessRule([Quotes.Feed() with { Simulated = true }], Listing.Noon, TimeSpan.FromSeconds(10), false).For(At, Quotes.Source));
    }

    [Fact]
    public void A_socket_that_lags_makes_its_young_packets_stale() =>
        Assert.Equal(Freshness.Stale, new FreshnessRule([Quotes.Feed() with { Lagging = true }], Listing.Noon, TimeSpan.FromSeconds(10), false).For(At, Quotes.Source));

    [Fact]
    public void A_row_that_only_changes_its_freshness_is_sent()
    {
        var chain = new Books();
        var underlying = Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, 25049, 25051));
        chain.Apply(underlying, chain.Solved(Listing.Call(25000), 25050));
        Assert.Equal(Freshness.Live, chain.Quote(Listing.Call(25000)).Freshness);

        var quiet = chain.Book.Apply(Quotes.Batch(underlying), Books.Fresh(Listing.Noon.AddSeconds(11)))!;
        Assert.Equal(Freshness.Quiet, Assert.Single(quiet.Rows).Call!.Freshness);

        var lost = chain.Book.Apply(Quotes.Batch(underlying), Books.Fresh(Listing.Noon.AddSeconds(12), FeedState.Reconnecting))!;
        Assert.Equal(Freshness.Disconnected, Assert.Single(lost.Rows).Call!.Freshness);
        Assert.Null(chain.Book.Apply(Quotes.Batch(underlying), Books.Fresh(Listing.Noon.AddSeconds(13), FeedState.Reconnecting)));
    }
}
