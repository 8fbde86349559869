using Pricing.Chains;

namespace Pricing.Tests.Chains;

public class TermStructureTests
{
    private static readonly TermPoint[] Points = [new(0.02, 0.12), new(0.1, 0.14), new(0.5, 0.15)];

    [Fact]
    public void Total_variance_is_linear_between_expiries()
    {
        Assert.Equal(0.12, TermStructure.Volatility(Points, 0.01), 1e-15);
        Assert.Equal(0.14, TermStructure.Volatility(Points, 0.1), 1e-15);
        Assert.Equal(Math.Sqrt((Points[1].TotalVariance + Points[2].TotalVariance) / 2 / 0.3), TermStructure.Volatility(Points, 0.3), 1e-15);
        Assert.Equal(0.15, TermStructure.Volatility(Points, 2));
        Assert.Equal(double.NaN, TermStructure.Volatility([], 0.1));
        Assert.Equal(double.NaN, TermStructure.Volatility(Points, 0));
    }

    [Fact]
    public void Forward_volatility_makes_up_the_difference()
    {
        var between = TermStructure.ForwardVolatility(Points[0], Points[1]);
        Assert.Equal(Points[1].TotalVariance, Points[0].TotalVariance + between * between * 0.08, 1e-15);
        Assert.Equal(double.NaN, TermStructure.ForwardVolatility(new(0.1, 0.4), new(0.2, 0.2)));
        Assert.Equal(double.NaN, TermStructure.ForwardVolatility(Points[1], Points[0]));
    }

    [Fact]
    public void Falling_total_variance_is_a_calendar_arbitrage()
    {
        Assert.Equal(-1, TermStructure.FirstCalendarArbitrage(Points));
        Assert.Equal(2, TermStructure.FirstCalendarArbitrage([Points[0], new(0.1, 0.4), new(0.5, 0.15)]));
    }
}
