using Pricing.Chains;

namespace Pricing.Tests.Chains;

public class SmileFiguresTests
{
    private const double Forward = 24000;
    private const double Years = 0.05;
    private static readonly double[] Strikes = [.. Enumerable.Range(0, 161).Select(i => 20000 + 50.0 * i)];

    [Fact]
    public void A_flat_smile_has_no_skew()
    {
        var skew = SmileFigures.Skew25(Strikes, [.. Strikes.Select(_ => 0.13)], Forward, Years);
        Assert.Equal((0.13, 0.13), (skew.PutVolatility, skew.CallVolatility));
        Assert.Equal(0, skew.Skew);
    }

    [Fact]
    public void A_tilted_smile_is_read_at_a_quarter_delta()
    {
        double Volatility(double strike) => 0.13 - 0.4 * Math.Log(strike / Forward);
        var skew = SmileFigures.Skew25(Strikes, [.. Strikes.Select(Volatility)], Forward, Years);
        Assert.Equal(0.25, Delta(OptionRight.Call, skew.CallVolatility), 5e-4);
        Assert.Equal(0.25, Delta(OptionRight.Put, skew.PutVolatility), 5e-4);
        Assert.True(skew.Skew > 0.005);

        // The strike of a volatility, on this smile.
        double Delta(OptionRight right, double volatility) =>
            Math.Abs(Black76.RawGreeks(right, Forward, Forward * Math.Exp((0.13 - volatility) / 0.4), Years, 0, volatility).Delta);
    }

    [Fact]
    public void Strikes_without_a_volatility_are_passed_over_and_nothing_is_extrapolated()
    {
        double[] volatilities = [.. Strikes.Select((_, i) => i % 3 == 0 ? 0.13 : double.NaN)];
        Assert.Equal(0.13, SmileFigures.Skew25(Strikes, volatilities, Forward, Years).PutVolatility);
        var near = SmileFigures.Skew25([23950, 24000, 24050], [0.13, 0.13, 0.13], Forward, Years);
        Assert.Equal((double.NaN, double.NaN), (near.PutVolatility, near.CallVolatility));
        var far = SmileFigures.Skew25([20000, 28000], [0.13, 0.13], Forward, Years);
        Assert.Equal((double.NaN, double.NaN), (far.PutVolatility, far.CallVolatility));
        Assert.Equal(double.NaN, SmileFigures.Skew25([], [], Forward, Years).Skew);
        Assert.Throws<ArgumentException>(() => SmileFigures.Skew25([1], [], Forward, Years));
    }

    [Fact]
    public void The_straddle_pays_four_fifths_of_a_standard_deviation()
    {
        var call = Black76.Price(OptionRight.Call, Forward, Forward, Years, 0.065, 0.13);
        var put = Black76.Price(OptionRight.Put, Forward, Forward, Years, 0.065, 0.13);
        var move = SmileFigures.ExpectedMove(Forward, 0.13, Years);
        Assert.Equal(24000 * 0.13 * Math.Sqrt(0.05), move);
        Assert.Equal(Math.Sqrt(2 / Math.PI), SmileFigures.StraddleMove(call, put, Years, 0.065) / move, 1e-4);
    }
}
