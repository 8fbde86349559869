using Grains.Subscriptions;
using Grains.Tests.Market.Support;

namespace Grains.Tests.Subscriptions;

public class WantedSetTests
{
    // NIFTY: an index, two futures, two expiries of five strikes.
    const int Nifty = 1 + 2 + 20;
    readonly SubscriptionState state = new();
    readonly SubscriptionOptions options = new() { Underlyings = ["NIFTY"] };

    IReadOnlyList<Wanted> Make(DateTimeOffset? now = null, decimal? center = null, params string[] chains) =>
        new WantedSet(Listing.Master(), options, Listing.Rules, now ?? Listing.Noon).Make(state, chains, center is { } c ? new Dictionary<string, decimal> { ["NIFTY"] = c } : []);

    static string[] Names(IEnumerable<Wanted> wanted) => [.. wanted.Select(w => w.Instrument)];

    [Fact]
    public void A_whole_underlying_is_its_index_its_futures_and_its_options()
    {
        var all = Make();
        Assert.Equal(Nifty, all.Count);
        Assert.All(all, w => Assert.Equal("underlying", w.Reason));
        Assert.Equal([Listing.Index, Listing.NearFuture, Listing.FarFuture], Names(all.Take(3)));
    }

    [Fact]
    public void Explicit_ones_come_first_then_what_every_chain_needs_then_what_clients_look_at()
    {
        state.Instruments.Add("NFO:NIFTY25D0225200PE");
        var all = Make(null, null, GrainKeys(Listing.Far));
        Assert.Equal(["NFO:NIFTY25D0225200PE", Listing.Index, Listing.NearFuture, Listing.FarFuture], Names(all.Take(4)));
        Assert.Equal(9, all.Skip(4).TakeWhile(w => w.Reason == "demand").Count());
        Assert.All(all.Skip(13), w => Assert.StartsWith("NFO:NIFTY25NOV", w.Instrument, StringComparison.Ordinal));
        Assert.Equal(Nifty, all.Count);
    }

    [Fact]
    public void A_single_instrument_that_is_looked_at_brings_itself_and_nothing_else()
    {
        options.Underlyings.Clear();
        var wanted = Assert.Single(Make(null, null, "instrument:" + Listing.NearFuture, "instrument:NFO:NOTHING"));
        Assert.Equal((Listing.NearFuture, "demand"), (wanted.Instrument, wanted.Reason));
    }

    static string GrainKeys(DateOnly expiry) => Grains.Interfaces.GrainKeys.Chain("NFO", "NIFTY", expiry);

    [Fact]
    public void A_chain_that_is_looked_at_brings_its_index_and_futures_though_nobody_subscribed()
    {
        options.Underlyings.Clear();
        Assert.Empty(Make());
        var all = Make(null, null, GrainKeys(Listing.Near), "chain:nonsense");
        Assert.Equal(13, all.Count);
        Assert.All(all, w => Assert.Equal("demand", w.Reason));
    }

    [Fact]
    public void A_ladder_takes_the_strikes_around_the_money_from_the_middle_outwards()
    {
        options.Strikes = 1;
        Assert.Equal(3, Make().Count);
        var options1 = Make(null, 25100).Skip(3).ToList();
        Assert.Equal(12, options1.Count);
        Assert.Equal([Listing.Call(25100), Listing.Put(25100)], Names(options1.Take(2)).Order());
        Assert.DoesNotContain(Listing.Call(24900), Names(options1));
    }

    [Fact]
    public void An_expiry_is_dropped_after_its_session_and_the_next_one_rolls_in()
    {
        options.Expiries = 1;
        var during = Listing.Rules.For("NFO", Listing.Near).SessionEnd;
        Assert.Contains(Listing.Call(25000), Names(Make(during)));
        var after = Names(Make(during.AddMinutes(30)));
        Assert.DoesNotContain(Listing.Call(25000), after);
        Assert.DoesNotContain(Listing.NearFuture, after);
        Assert.Contains("NFO:NIFTY25D0225000CE", after);
    }

    [Fact]
    public void What_is_not_listed_today_is_left_out()
    {
        state.Instruments.AddRange(["NFO:GONE", "nonsense"]);
        state.Underlyings = ["GONE", "BANKNIFTY"];
        Assert.Equal(["NSE:NIFTY BANK"], Names(Make()));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, 25000.0, 25000.0)]
    [InlineData(25060.0, null, 25100.0)]
    [InlineData(25060.0, 25000.0, 25000.0)]
    [InlineData(25075.0, 25000.0, 25000.0)]
    [InlineData(25076.0, 25000.0, 25100.0)]
    [InlineData(24924.0, 25000.0, 24900.0)]
    [InlineData(99999.0, 25000.0, 25200.0)]
    public void The_middle_follows_the_price_only_when_it_has_left_by_three_quarters_of_a_step(double? price, double? before, double? expected) =>
        Assert.Equal((decimal?)expected, StrikeLadder.Center(Listing.Strikes, (decimal?)price, (decimal?)before));

    [Theory]
    [InlineData(0, 25000, 5)]
    [InlineData(1, 25000, 3)]
    [InlineData(1, 24800, 2)]
    [InlineData(2, 25200, 3)]
    [InlineData(9, 25000, 5)]
    public void As_many_strikes_on_each_side_as_there_are(int width, int center, int expected) =>
        Assert.Equal(expected, StrikeLadder.Around(Listing.Strikes, center, width).Count());

    [Fact]
    public void Demand_counts_clients_over_gateways_and_ends_with_its_lease()
    {
        var book = new DemandBook(TimeSpan.FromSeconds(30));
        Assert.True(book.Report("g1", [new("chain:a", 1)], Listing.Noon));
        Assert.True(book.Report("g2", [new("chain:b", 1), new("chain:a", 2)], Listing.Noon));
        Assert.Equal([("chain:a", 3), ("chain:b", 1)], book.Current.AsEnumerable());
        Assert.False(book.Report("g1", [], Listing.Noon.AddSeconds(5)));
        Assert.False(book.Report("g2", [new("chain:a", 2)], Listing.Noon.AddSeconds(25)));
        Assert.False(book.Expire(Listing.Noon.AddSeconds(29)));
        Assert.True(book.Expire(Listing.Noon.AddSeconds(30)));
        Assert.Equal([("chain:a", 2)], book.Current.AsEnumerable());
        Assert.True(book.Expire(Listing.Noon.AddSeconds(55)));
        Assert.Empty(book.Current.AsEnumerable());
    }
}
