using Grains.Interfaces.Chains;
using Grains.Tests.Market.Support;
using Pricing;
using Pricing.Chains;

namespace Grains.Tests.Chains;

/// <summary>Where a chain's forward comes from, and when standing quotes are solved again with it.</summary>
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
    public void An_index_alone_gives_the_status_of_every_row_a_forward()
    {
        chain.Apply(Quotes.Spot(25000), chain.Solved(Listing.Call(25000), 25020));
        Assert.Equal(PricingStatus.Ok, chain.Quote(Listing.Call(25000)).Status);
    }

    double Iv(string instrument) => chain.Quote(instrument).Iv!.Value;

    static UnderlyingPoint Future(decimal middle) => Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, middle - 1, middle + 1));

    [Fact]
    public void A_standing_quote_is_solved_again_once_the_forward_moved_by_more_than_the_set_amount()
    {
        chain.Apply(Future(25000), chain.Solved(Listing.Call(25000), 25000));
        Assert.Equal(0.14, Iv(Listing.Call(25000)));
        // 0.00002 of 25,000 is half a point.
        chain.Apply(Future(25000.50m));
        Assert.Equal(0.14, Iv(Listing.Call(25000)));
        chain.Apply(Future(25000.51m));
        Assert.NotEqual(0.14, Iv(Listing.Call(25000)));
    }

    [Fact]
    public void Small_moves_in_one_direction_add_up()
    {
        chain.Apply(Future(25000), chain.Solved(Listing.Call(25000), 25000));
        for (var step = 1; step <= 100; step++)
            chain.Apply(Future(25000 + (step * 0.1m)));
        // The price stands while the forward rose by ten points: the volatility must have fallen, to what the last solution's forward says.
        var price = Math.Round(Quotes.Fair(OptionRight.Call, 25000, 25000, 0.14), 2);
        Black76.ImpliedVolatility(OptionRight.Call, price, 25010, 25000, Quotes.YearsAt(Listing.Noon), Quotes.Rate, out var exact);
        Assert.Equal(exact, Iv(Listing.Call(25000)), 3);
        Assert.True(exact < 0.139);
    }

    [Fact]
    public void A_quote_that_came_before_any_forward_is_solved_when_there_is_one()
    {
        var unsolved = chain.Solved(Listing.Call(25000), 25050) with { Status = PricingStatus.NoForward, ImpliedVolatility = double.NaN, SolvedForward = double.NaN };
        chain.Apply(Quotes.Spot(null), unsolved);
        Assert.Equal(PricingStatus.NoForward, chain.Quote(Listing.Call(25000)).Status);
        chain.Apply(Future(25050));
        Assert.Equal((PricingStatus.Ok, "own"), (chain.Quote(Listing.Call(25000)).Status, chain.Quote(Listing.Call(25000)).IvSource));
        Assert.Equal(0.14, Iv(Listing.Call(25000)), 4);
    }

    [Fact]
    public void A_forward_that_is_lost_takes_the_figures_along_and_brings_them_back()
    {
        chain.Apply(Future(25050), chain.Solved(Listing.Call(25000), 25050));
        chain.Apply(Quotes.Spot(null));
        Assert.Equal((PricingStatus.NoForward, (double?)null, (double?)null), (chain.Quote(Listing.Call(25000)).Status, chain.Quote(Listing.Call(25000)).Iv, chain.Quote(Listing.Call(25000)).Delta));
        chain.Apply(Future(25050));
        Assert.Equal(0.14, Iv(Listing.Call(25000)));
    }

    [Fact]
    public void A_last_trade_that_grew_too_old_is_no_price_when_the_forward_moves()
    {
        chain.Apply(Future(25050), chain.Solved(Listing.Call(25000), 25050) with { Bid = 0, Ask = 0, LastTradeTime = Listing.NoonSeconds });
        var later = Listing.Noon.AddMinutes(16);
        chain.Book.Apply(Quotes.Batch(Quotes.Spot(25000, later, Quotes.Future(Listing.Near, 25069, 25071))), Books.Fresh(later));
        Assert.Equal(PricingStatus.StalePrice, chain.Quote(Listing.Call(25000)).Status);
    }
}
