using Pricing.Chains;

namespace Pricing.Tests.Chains;

public class ForwardEstimatorTests
{
    private const double Rate = 0.065;
    private const double Years = 0.08;

    [Fact]
    public void Parity_gives_back_the_forward_that_priced_the_chain()
    {
        var quotes = Chain(24123.45, 23800, 23900, 24000, 24100, 24200, 24300);
        Assert.True(ForwardEstimator.TryFromParity(quotes, 24050, Rate, Years, out var forward));
        Assert.Equal(24123.45, forward, 1e-8);
    }

    [Fact]
    public void One_mad_strike_among_five_does_not_move_the_median()
    {
        var quotes = Chain(24123.45, 23900, 24000, 24100, 24200, 24300);
        quotes[2] = quotes[2] with { CallMid = 5000 };
        Assert.True(ForwardEstimator.TryFromParity(quotes, 24100, Rate, Years, out var forward));
        Assert.Equal(24123.45, forward, 1e-8);
    }

    [Fact]
    public void Only_the_five_strikes_nearest_the_money_count_in_any_order()
    {
        var far = Chain(30000, 10000, 11000, 12000, 13000, 40000, 41000, 42000);
        var near = Chain(24123.45, 24300, 23900, 24100, 24000, 24200);
        Assert.True(ForwardEstimator.TryFromParity([.. far, .. near, .. far], 24100, Rate, Years, out var forward));
        Assert.Equal(24123.45, forward, 1e-8);
    }

    [Fact]
    public void Of_two_strikes_equally_near_the_lower_counts_whatever_the_order()
    {
        // Of the five, two say 100 and two 130: the strike that is as near as another decides.
        ParityQuote[] sure = [.. ChainAt(0, 100, 95, 99), .. ChainAt(0, 130, 101, 105)];
        var (lower, upper) = (ChainAt(0, 100, 80)[0], ChainAt(0, 130, 120)[0]);
        Assert.True(ForwardEstimator.TryFromParity([.. sure, lower, upper], 100, 0, Years, out var first));
        Assert.True(ForwardEstimator.TryFromParity([upper, lower, .. sure], 100, 0, Years, out var second));
        Assert.Equal(100, first, 1e-9);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Wide_quotes_are_dropped_while_three_remain()
    {
        var quotes = ChainAt(0, 24100, 23900, 24000, 24100, 24200, 24300);
        quotes[0] = quotes[0] with { CallMid = quotes[0].CallMid + 50, SpreadSum = 9 };
        quotes[1] = quotes[1] with { CallMid = quotes[1].CallMid + 60, SpreadSum = 8 };
        quotes[2] = quotes[2] with { CallMid = quotes[2].CallMid + 70, SpreadSum = 7 };
        Assert.True(ForwardEstimator.TryFromParity(quotes, 24100, 0, Years, out var forward));
        Assert.Equal(24100, forward, 1e-8);
    }

    [Fact]
    public void The_median_of_four_is_the_middle_of_the_inner_two()
    {
        var quotes = ChainAt(0, 24100, 24000, 24050, 24100, 24150);
        for (var i = 0; i < 4; i++)
            quotes[i] = quotes[i] with { CallMid = quotes[i].CallMid + i * i };
        Assert.True(ForwardEstimator.TryFromParity(quotes, 24100, 0, Years, out var forward));
        Assert.Equal(24102.5, forward, 1e-8);
    }

    [Fact]
    public void Fewer_than_three_two_sided_strikes_give_no_forward()
    {
        var quotes = ChainAt(0, 24100, 24000, 24050, 24100, 24150, 24200, 24250);
        quotes[0] = quotes[0] with { CallMid = double.NaN };
        quotes[1] = quotes[1] with { PutMid = 0 };
        quotes[2] = quotes[2] with { SpreadSum = -0.05 };
        quotes[3] = quotes[3] with { Strike = double.PositiveInfinity };
        Assert.False(ForwardEstimator.TryFromParity(quotes, 24100, Rate, Years, out var forward));
        Assert.Equal(double.NaN, forward);
        Assert.False(ForwardEstimator.TryFromParity([], 24100, Rate, Years, out _));
    }

    [Theory]
    [InlineData(double.NaN, 0.065, 0.08)]
    [InlineData(-1, 0.065, 0.08)]
    [InlineData(24100, double.NaN, 0.08)]
    [InlineData(24100, 1e5, 0.08)]
    public void Inputs_that_are_no_numbers_give_no_forward(double near, double rate, double years) =>
        Assert.False(ForwardEstimator.TryFromParity(Chain(24100, 24000, 24100, 24200), near, rate, years, out _));

    [Fact]
    public void A_forward_that_is_not_positive_is_none()
    {
        ParityQuote[] quotes = [new(100, 1, 500, 1), new(101, 1, 500, 1), new(102, 1, 500, 1)];
        Assert.False(ForwardEstimator.TryFromParity(quotes, 100, 0, Years, out var forward));
        Assert.Equal(double.NaN, forward);
    }

    [Fact]
    public void Basis_carries_spot_at_the_rate_of_the_nearest_future()
    {
        var future = 24000 * Math.Exp(0.05 * 0.1);
        Assert.Equal(24000 * Math.Exp(0.05 * 0.25), ForwardEstimator.FromBasis(24000, future, 0.1, 0.25), 1e-8);
        Assert.Equal(future, ForwardEstimator.FromBasis(24000, future, 0.1, 0.1), 1e-8);
    }

    [Theory]
    [InlineData(0, 24000, 0.1)]
    [InlineData(24000, 0, 0.1)]
    [InlineData(24000, 24000, 0)]
    [InlineData(24000, double.NaN, 0.1)]
    [InlineData(double.PositiveInfinity, 24000, 0.1)]
    public void Basis_is_NaN_without_spot_future_or_time(double spot, double future, double futureYears) =>
        Assert.Equal(double.NaN, ForwardEstimator.FromBasis(spot, future, futureYears, 0.2));

    [Fact]
    public void Carry_is_spot_at_rate_less_yield()
    {
        Assert.Equal(24000 * Math.Exp(0.053 * 0.25), ForwardEstimator.FromCarry(24000, 0.065, 0.012, 0.25), 1e-8);
        Assert.Equal(double.NaN, ForwardEstimator.FromCarry(-1, 0.065, 0.012, 0.25));
        Assert.Equal(double.NaN, ForwardEstimator.FromCarry(24000, double.NaN, 0.012, 0.25));
    }

    private static ParityQuote[] Chain(double forward, params double[] strikes) => ChainAt(Rate, forward, strikes);

    private static ParityQuote[] ChainAt(double rate, double forward, params double[] strikes) =>
    [
        .. strikes.Select(k => new ParityQuote(
            k,
            Black76.Price(OptionRight.Call, forward, k, Years, rate, 0.5),
            Black76.Price(OptionRight.Put, forward, k, Years, rate, 0.5),
            1)),
    ];
}
