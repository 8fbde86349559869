using FsCheck;
using FsCheck.Fluent;

namespace Pricing.Tests;

public class Robustness
{
    private static readonly Gen<double> AnyFinite = Gen.Choose(int.MinValue, int.MaxValue)
        .Two()
        .Select(pair => BitConverter.Int64BitsToDouble(((long)pair.Item1 << 32) | (uint)pair.Item2))
        .Where(double.IsFinite);

    // Half wild, half such that they meet: bit patterns alone would hardly ever be within a thousand orders of each other.
    private static readonly Arbitrary<double[]> Inputs = Gen.OneOf(
        AnyFinite.ArrayOf(7),
        AnyFinite.ArrayOf(7).Select(v => v.Select(Math.Abs).ToArray()),
        from level in AnyFinite
        from tame in Gen.Choose(1, 1_000_000).Select(i => i * 1e-6).ArrayOf(7)
        select new[] { Math.Abs(level), Math.Abs(level) * 2 * tame[0], tame[1], tame[2], tame[3], tame[4], Math.Abs(level) * tame[5] }).ToArbitrary();

    [Fact]
    public void No_finite_input_gives_an_exception_or_an_unexplained_NaN() => Check.All(
        Inputs,
        v => Holds(v, OptionRight.Call) && Holds(v, OptionRight.Put),
        20_000);

    private static bool Holds(double[] v, OptionRight right)
    {
        var (level, strike, years, rate, yield, sigma, price) = (v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
        var forwardStatus = Black76.ImpliedVolatility(right, price, level, strike, years, rate, out var forwardVolatility);
        var spotStatus = BlackScholesMerton.ImpliedVolatility(right, price, level, strike, years, rate, yield, out var spotVolatility);
        var forward = Black76.RawGreeks(right, level, strike, years, rate, sigma);
        var spot = BlackScholesMerton.RawGreeks(right, level, strike, years, rate, yield, sigma);
        return Explained(forwardStatus, forwardVolatility, forward, sigma)
            && Explained(spotStatus, spotVolatility, spot, sigma)
            && Black76.Price(right, level, strike, years, rate, sigma).Equals(forward.Price)
            && BlackScholesMerton.Price(right, level, strike, years, rate, yield, sigma).Equals(spot.Price);
    }

    private static bool Explained(PricingStatus status, double volatility, RawGreeks g, double sigma)
    {
        var hasNumbers = !(double.IsNaN(g.Price) || double.IsNaN(g.Delta) || double.IsNaN(g.Gamma)
            || double.IsNaN(g.ThetaPerYear) || double.IsNaN(g.VegaPerUnit) || double.IsNaN(g.RhoPerUnit));
        return hasNumbers == (status != PricingStatus.InvalidInput && sigma >= 0)
            && (hasNumbers || g.Equals(RawGreeks.None))
            && (status == PricingStatus.Ok ? double.IsFinite(volatility) && volatility >= 0 : double.IsNaN(volatility));
    }

    [Theory]
    [InlineData(double.NaN, 100, 1, 0.05, 0.2, 5)]
    [InlineData(100, double.NaN, 1, 0.05, 0.2, 5)]
    [InlineData(100, 100, double.NaN, 0.05, 0.2, 5)]
    [InlineData(100, 100, 1, double.NaN, 0.2, 5)]
    [InlineData(double.PositiveInfinity, 100, 1, 0.05, 0.2, 5)]
    [InlineData(100, double.PositiveInfinity, 1, 0.05, 0.2, 5)]
    [InlineData(100, 100, double.PositiveInfinity, 0.05, 0.2, 5)]
    [InlineData(100, 100, 1, double.NegativeInfinity, 0.2, 5)]
    [InlineData(-100, 100, 1, 0.05, 0.2, 5)]
    [InlineData(100, -100, 1, 0.05, 0.2, 5)]
    [InlineData(0, 100, 1, 0.05, 0.2, 5)]
    [InlineData(100, 0, 0, 0.05, 0.2, 5)]
    [InlineData(100, 100, 100, 50, 0.2, 5)]
    public void Inputs_that_describe_no_option_are_invalid(double level, double strike, double years, double rate, double sigma, double price)
    {
        Assert.Equal(PricingStatus.InvalidInput, Black76.ImpliedVolatility(OptionRight.Call, price, level, strike, years, rate, out var volatility));
        Assert.Equal(double.NaN, volatility);
        Assert.Equal(PricingStatus.InvalidInput, BlackScholesMerton.ImpliedVolatility(OptionRight.Put, price, level, strike, years, rate, 0, out _));
        Assert.Equal(OptionGreeks.None, Black76.Greeks(OptionRight.Call, level, strike, years, rate, sigma));
        Assert.Equal(OptionGreeks.None, BlackScholesMerton.Greeks(OptionRight.Put, level, strike, years, rate, 0, sigma));
        Assert.Equal(double.NaN, Black76.Price(OptionRight.Call, level, strike, years, rate, sigma));
    }

    [Fact]
    public void A_dividend_yield_or_volatility_that_is_no_number_is_invalid()
    {
        Assert.Equal(PricingStatus.InvalidInput, BlackScholesMerton.ImpliedVolatility(OptionRight.Put, 5, 100, 100, 1, 0, double.NaN, out _));
        Assert.Equal(double.NaN, BlackScholesMerton.Price(OptionRight.Put, 100, 100, 1, 0, double.NaN, 0.2));
        Assert.Equal(double.NaN, Black76.Price(OptionRight.Put, 100, 100, 1, 0, -0.2));
        Assert.Equal(double.NaN, Black76.Price(OptionRight.Put, 100, 100, 1, 0, double.PositiveInfinity));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_price_that_is_no_number_is_invalid(double price) =>
        Assert.Equal(PricingStatus.InvalidInput, Black76.ImpliedVolatility(OptionRight.Put, price, 100, 100, 1, 0, out _));
}
