using Pricing.Chains;

namespace Pricing.Tests.Chains;

public class TwinRuleTests
{
    private const double None = double.NaN;

    [Fact]
    public void Only_the_out_of_the_money_twin_lends_its_volatility()
    {
        double[] calls = [None, 0.14, None, 0.12, 0.11];
        double[] puts = [0.15, None, 0.13, None, None];
        TwinRule.Fill([90, 95, 100, 105, 110], 100, calls, puts, calls, puts);
        Assert.Equal([0.15, 0.14, 0.13, 0.12, 0.11], calls);
        Assert.Equal([0.15, None, 0.13, 0.12, 0.11], puts);
    }

    [Fact]
    public void Without_a_forward_nobody_lends()
    {
        double[] calls = [None, 0.2];
        double[] puts = [0.1, None];
        TwinRule.Fill([90, 110], None, calls, puts, calls, puts);
        Assert.Equal([None, 0.2], calls);
        Assert.Equal([0.1, None], puts);
    }

    [Fact]
    public void A_strike_has_the_volatility_of_its_out_of_the_money_side()
    {
        var volatilities = new double[3];
        TwinRule.OutOfTheMoney([90, 100, 110], 100, [0.3, 0.2, 0.1], [0.15, 0.16, 0.17], volatilities);
        Assert.Equal([0.15, 0.2, 0.1], volatilities);
    }

    [Fact]
    public void Columns_of_different_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => TwinRule.Fill([1], 1, [1], [], new double[1], new double[1]));
        Assert.Throws<ArgumentException>(() => TwinRule.OutOfTheMoney([1], 1, [1], [], new double[1]));
    }
}
