using Grains.Interfaces.Chains;
using Grains.Tests.Market.Support;
using Pricing;
using Pricing.Chains;

namespace Grains.Tests.Chains;

/// <summary>Where a chain's forward comes from, and when its instruments must solve again.</summary>
public class ForwardRuleTests
{
    readonly Books chain = new();

    ForwardPoint After(UnderlyingPoint underlying, params Grains.Interfaces.Instruments.InstrumentUpdate[] updates)
    {
        chain.Apply(underlying, updates);
        return chain.Book.Forward;
    }

    [Fact]
    public void The_future_of_the_same_expiry_comes_first()
    {
        var point = After(Quotes.Spot(25000, futures: [Quotes.Future(Listing.Near, 25049, 25051), Quotes.Future(Listing.FarFutureExpiry, 25199, 25201)]), chain.All(25020));
        Assert.Equal((ForwardSource.Future, 25050), (point.Source, point.Forward));
    }

    [Fact]
    public void Parity_comes_second_and_finds_the_forward_that_priced_the_options()
    {
        var point = After(Quotes.Spot(25000, futures: Quotes.Future(Listing.FarFutureExpiry, 25199, 25201)), chain.All(25020));
        Assert.Equal(ForwardSource.Parity, point.Source);
        Assert.Equal(25020, point.Forward, 1);
    }

    [Fact]
    public void The_basis_of_another_future_comes_third()
    {
        var point = After(Quotes.Spot(25000, futures: Quotes.Future(Listing.FarFutureExpiry, 25199, 25201)), chain.All(25020)[..4]);
        Assert.Equal(ForwardSource.Basis, point.Source);
        var far = (Listing.Rules.For("NFO", Listing.FarFutureExpiry).Expiry - Listing.Noon).TotalSeconds / 31_536_000;
        Assert.Equal(25000 * Math.Exp(Math.Log(25200.0 / 25000) / far * Quotes.YearsAt(Listing.Noon)), point.Forward, 6);
    }

    [Fact]
    public void Carry_comes_last()
    {
        var point = After(Quotes.Spot(25000));
        Assert.Equal(ForwardSource.Carry, point.Source);
        Assert.Equal(25000 * Math.Exp(Quotes.Rate * Quotes.YearsAt(Listing.Noon)), point.Forward, 6);
    }

    [Fact]
    public void Without_spot_parity_can_still_tell()
    {
        var point = After(Quotes.Spot(null), chain.All(25020));
        Assert.Equal(ForwardSource.Parity, point.Source);
        Assert.Equal(25020, point.Forward, 1);
    }

    [Fact]
    public void Without_anything_there_is_none() => Assert.Equal(ForwardSource.None, After(Quotes.Spot(null)).Source);

    [Fact]
    public void A_future_that_is_silent_crossed_or_one_sided_is_passed_over()
    {
        foreach (var bad in new[]
        {
            Quotes.Future(Listing.Near, 25049, 25051, fresh: false), Quotes.Future(Listing.Near, 25051, 25049), Quotes.Future(Listing.Near, null, 25051), Quotes.Future(Listing.Near, 25049, null),
        })
        {
            Assert.Equal(ForwardSource.Carry, After(Quotes.Spot(25000, futures: bad)).Source);
        }
    }

    [Fact]
    public void The_first_forward_starts_a_generation() => Assert.Equal(1, After(Quotes.Spot(25000)).Generation);

    [Fact]
    public void A_small_move_stays_in_its_generation_and_a_larger_one_starts_another()
    {
        var first = After(Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, 24999, 25001)));
        Assert.Equal(first.Generation, After(Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, 25011, 25013))).Generation);
        Assert.Equal(first.Generation + 1, After(Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, 25012, 25014))).Generation);
    }

    [Fact]
    public void Small_moves_in_one_direction_add_up_to_a_generation()
    {
        var first = After(Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, 24999, 25001)));
        for (var step = 1; step <= 3; step++)
            After(Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, 24999 + (step * 5), 25001 + (step * 5))));
        Assert.Equal(first.Generation + 1, chain.Book.Forward.Generation);
    }

    [Fact]
    public void Another_source_starts_a_generation_even_at_the_same_level()
    {
        var carried = After(Quotes.Spot(25000));
        var middle = (decimal)Math.Round(carried.Forward, 2);
        var future = After(Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, middle - 1, middle + 1)));
        Assert.Equal((ForwardSource.Future, carried.Generation + 1), (future.Source, future.Generation));
    }

    [Fact]
    public void A_forward_that_comes_back_starts_a_generation()
    {
        var first = After(Quotes.Spot(25000));
        var lost = After(Quotes.Spot(null));
        Assert.Equal((ForwardSource.None, first.Generation + 1), (lost.Source, lost.Generation));
        Assert.Equal(first.Generation + 2, After(Quotes.Spot(25000)).Generation);
    }

    [Fact]
    public void An_index_alone_gives_the_status_of_every_row_a_forward()
    {
        chain.Apply(Quotes.Spot(25000), chain.Solved(Listing.Call(25000), 25020));
        Assert.Equal(PricingStatus.Ok, chain.Quote(Listing.Call(25000)).Status);
    }
}
