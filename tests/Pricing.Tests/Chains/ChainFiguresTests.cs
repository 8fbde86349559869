using Pricing.Chains;

namespace Pricing.Tests.Chains;

public class ChainFiguresTests
{
    private static readonly double[] Strikes = [100, 110, 120, 130];

    [Theory]
    [InlineData(118, 120)]
    [InlineData(115, 110)]
    [InlineData(1, 100)]
    [InlineData(1000, 130)]
    public void The_strike_at_the_money_is_the_nearest_and_of_two_the_lower(double forward, double expected)
    {
        Assert.Equal(expected, ChainFigures.AtmStrike(Strikes, forward));
        Assert.Equal(expected, ChainFigures.AtmStrike([.. Strikes.Reverse()], forward));
    }

    [Fact]
    public void There_is_no_strike_at_the_money_without_strikes_or_forward()
    {
        Assert.Equal(double.NaN, ChainFigures.AtmStrike([], 100));
        Assert.Equal(double.NaN, ChainFigures.AtmStrike(Strikes, double.NaN));
    }

    [Fact]
    public void Put_call_ratio_is_puts_over_calls()
    {
        Assert.Equal(1.5, ChainFigures.PutCallRatio([100, 300], [200, 400]));
        Assert.Equal(0, ChainFigures.PutCallRatio([100], [0]));
        Assert.Equal(1, ChainFigures.PutCallRatio([long.MaxValue, long.MaxValue], [long.MaxValue, long.MaxValue]));
    }

    [Fact]
    public void Put_call_ratio_is_null_without_call_open_interest()
    {
        Assert.Null(ChainFigures.PutCallRatio([0, 0], [5, 5]));
        Assert.Null(ChainFigures.PutCallRatio([], []));
    }

    [Fact]
    public void Max_pain_is_where_the_options_pay_least()
    {
        // Pay-outs at 100, 110, 120, 130: 350, 250, 350, 500.
        Assert.Equal(110, ChainFigures.MaxPain(Strikes, [10, 10, 0, 0], [0, 10, 5, 5]));
    }

    [Fact]
    public void Max_pain_agrees_with_adding_up_every_pay_out()
    {
        var random = new Random(20251107);
        for (var round = 0; round < 500; round++)
        {
            var strikes = Enumerable.Range(0, random.Next(1, 12)).Select(i => 100.0 + 10 * i).ToArray();
            var calls = strikes.Select(_ => (long)random.Next(0, 4)).ToArray();
            var puts = strikes.Select(_ => (long)random.Next(0, 4)).ToArray();
            double? expected = calls.Sum() + puts.Sum() == 0 ? null : strikes.MinBy(settle => strikes.Select((strike, i) =>
                calls[i] * Math.Max(settle - strike, 0) + puts[i] * Math.Max(strike - settle, 0)).Sum());
            Assert.Equal(expected, ChainFigures.MaxPain(strikes, calls, puts));
        }
    }

    [Fact]
    public void Max_pain_needs_open_interest_and_columns_of_one_length()
    {
        Assert.Null(ChainFigures.MaxPain(Strikes, [0, 0, 0, 0], [0, 0, 0, 0]));
        Assert.Null(ChainFigures.MaxPain([], [], []));
        Assert.Null(ChainFigures.MaxPain(Strikes, [-1, 0, 0, 0], [0, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => ChainFigures.MaxPain(Strikes, [1], [1, 2, 3, 4]));
        Assert.Throws<ArgumentException>(() => ChainFigures.MaxPain(Strikes, [1, 2, 3, 4], [1]));
    }

    [Theory]
    [InlineData(115, 0.15)]
    [InlineData(112.5, 0.1625)]
    [InlineData(110, 0.175)]
    [InlineData(120, 0.125)]
    public void Volatility_at_the_money_is_interpolated_at_the_forward(double forward, double expected) =>
        Assert.Equal(expected, ChainFigures.AtmVolatility(Strikes, [0.3, 0.175, 0.125, 0.2], forward), 1e-12);

    [Fact]
    public void Strikes_without_a_volatility_are_passed_over()
    {
        Assert.Equal(0.25, ChainFigures.AtmVolatility(Strikes, [0.3, double.NaN, double.NaN, 0.2], 115), 1e-12);
        Assert.Equal(0.25, ChainFigures.AtmVolatility(Strikes, [0.3, 0.3, double.NaN, 0.2], 120), 1e-12);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(131)]
    [InlineData(double.NaN)]
    public void Volatility_at_the_money_is_never_extrapolated(double forward) =>
        Assert.Equal(double.NaN, ChainFigures.AtmVolatility(Strikes, [0.3, 0.2, 0.2, 0.2], forward));

    [Fact]
    public void Volatility_columns_must_be_of_one_length() =>
        Assert.Throws<ArgumentException>(() => ChainFigures.AtmVolatility(Strikes, [0.2], 110));

    [Fact]
    public void Sources_of_the_forward_have_names_and_no_source_has_none()
    {
        Assert.Equal([null, "future", "parity", "basis", "carry"], Enum.GetValues<ForwardSource>().Select(ForwardSourceNames.ToJsonName));
        Assert.Throws<ArgumentOutOfRangeException>(() => ForwardSourceNames.ToJsonName((ForwardSource)99));
    }
}
