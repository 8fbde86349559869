using Pricing.Chains;

namespace Pricing.Tests.Chains;

public class SviTests
{
    private const double Forward = 24000;
    private const double Years = 0.08;
    private static readonly double[] Strikes = [.. Enumerable.Range(0, 81).Select(i => 20000 + 100.0 * i)];

    [Theory]
    [InlineData(0.0004, 0.02, -0.4, 0.01, 0.05)]
    [InlineData(0.0001, 0.03, 0.2, -0.02, 0.08)]
    [InlineData(0.001, 0.01, -0.8, 0.03, 0.02)]
    public void A_smile_that_is_SVI_is_found_again(double a, double b, double rho, double m, double sigma)
    {
        var smile = new SviSmile(a, b, rho, m, sigma);
        Assert.True(SviFitter.TryFit(Strikes, [.. Strikes.Select(k => smile.Volatility(k, Forward, Years))], Forward, Years, out var fit));
        Assert.Equal(81, fit.Points);
        Assert.InRange(fit.Worst, 0, 1e-5);
        Assert.InRange(fit.RootMeanSquare, 0, fit.Worst);
        Assert.Equal(b, fit.Smile.B, 0.02 * b);
        Assert.Equal(m, fit.Smile.M, 0.002);
    }

    [Fact]
    public void Noise_is_reported_as_error()
    {
        var random = new Random(4);
        var smile = new SviSmile(0.0004, 0.02, -0.4, 0.01, 0.05);
        double[] volatilities = [.. Strikes.Select(k => smile.Volatility(k, Forward, Years) + 0.004 * (random.NextDouble() - 0.5))];
        volatilities[3] = double.NaN;
        Assert.True(SviFitter.TryFit(Strikes, volatilities, Forward, Years, out var fit));
        Assert.Equal(80, fit.Points);
        Assert.InRange(fit.RootMeanSquare, 0.0008, 0.0013);
        Assert.InRange(fit.Worst, 0.0015, 0.006);
    }

    [Fact]
    public void A_flat_smile_is_flat_and_free_of_arbitrage()
    {
        Assert.True(SviFitter.TryFit(Strikes, [.. Strikes.Select(_ => 0.15)], Forward, Years, out var fit));
        Assert.InRange(fit.Worst, 0, 1e-9);
        Assert.True(fit.IsFreeOfButterflyArbitrage);
        Assert.Equal(1, fit.LeastDensity, 1e-3);
    }

    [Fact]
    public void The_density_is_that_of_the_prices()
    {
        var smile = new SviSmile(0.0004, 0.02, -0.4, 0.01, 0.05);
        foreach (var strike in new[] { 22000.0, 23800, 24000, 25500 })
        {
            double Call(double k) => Black76.Price(OptionRight.Call, Forward, k, Years, 0, smile.Volatility(k, Forward, Years));
            const double h = 2;
            var butterfly = (Call(strike - h) - 2 * Call(strike) + Call(strike + h)) / (h * h);
            var (x, s) = (Math.Log(strike / Forward), smile.Volatility(strike, Forward, Years) * Math.Sqrt(Years));
            var d2 = -x / s - 0.5 * s;
            var density = smile.Density(x) * Math.Exp(-0.5 * d2 * d2) / (Math.Sqrt(2 * Math.PI) * s * strike);
            Assert.Equal(butterfly, density, 1e-4 * density);
        }
    }

    [Fact]
    public void A_smile_with_arbitrage_says_so_and_where()
    {
        // A published example of a raw SVI that admits a butterfly arbitrage (A. Vogt).
        var smile = new SviSmile(-0.0410, 0.1331, 0.3060, 0.3586, 0.4153);
        double[] strikes = [.. Enumerable.Range(0, 61).Select(i => 100 * Math.Exp(-1.5 + 0.05 * i))];
        Assert.True(SviFitter.TryFit(strikes, [.. strikes.Select(k => smile.Volatility(k, 100, 1))], 100, 1, out var fit));
        Assert.InRange(fit.Worst, 0, 1e-4);
        Assert.False(fit.IsFreeOfButterflyArbitrage);
        Assert.InRange(fit.LeastDensityAt, 0.5, 1.2);
    }

    [Fact]
    public void Steep_wings_are_held_to_their_bound()
    {
        double[] volatilities = [.. Strikes.Select(k => 0.1 + 40 * Math.Abs(Math.Log(k / Forward)))];
        Assert.True(SviFitter.TryFit(Strikes, volatilities, Forward, Years, out var fit));
        Assert.InRange(fit.Smile.B * (1 + Math.Abs(fit.Smile.Rho)), 0, 2 + 1e-9);
        Assert.True(fit.Worst > 0.01);
    }

    [Fact]
    public void Too_little_to_fit_is_refused()
    {
        Assert.False(SviFitter.TryFit([1, 2, 3, 4], [0.1, 0.1, 0.1, 0.1], 2, 1, out _));
        Assert.False(SviFitter.TryFit([1, 2, 3, 4, 5], [0.1, 0.1, double.NaN, 0.1, 0.1], 2, 1, out _));
        Assert.False(SviFitter.TryFit(Strikes, [.. Strikes.Select(_ => 0.1)], double.NaN, 1, out _));
        Assert.False(SviFitter.TryFit(Strikes, [.. Strikes.Select(_ => 0.1)], Forward, 0, out _));
        Assert.Throws<ArgumentException>(() => SviFitter.TryFit([1], [], Forward, 1, out _));
    }
}
