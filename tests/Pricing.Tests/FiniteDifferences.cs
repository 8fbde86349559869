namespace Pricing.Tests;

/// <summary>Central differences of the price, with the step that balances truncation and rounding.</summary>
public class FiniteDifferences
{
    [Fact]
    public void Delta_is_the_slope_in_the_level() => Agree(c => c.Forward * Step(c), (c, h) => c with { Forward = c.Forward + h }, g => g.Delta);

    [Fact]
    public void Vega_is_the_slope_in_volatility() => Agree(c => c.Volatility * 1e-4, (c, h) => c with { Volatility = c.Volatility + h }, g => g.VegaPerUnit);

    [Fact]
    public void Rho_is_the_slope_in_the_rate() => Agree(c => 1e-4 * Step(c) / c.Years, (c, h) => c with { Rate = c.Rate + h }, g => g.RhoPerUnit);

    [Fact]
    public void Theta_is_the_slope_against_time() => Agree(c => c.Years * 1e-4, (c, h) => c with { Years = c.Years - h }, g => g.ThetaPerYear);

    [Fact]
    public void Gamma_is_the_slope_of_delta() => Check.All(Contract.Usual, c =>
    {
        var h = c.Forward * Step(c);
        var slope = ((c with { Forward = c.Forward + h }).Greeks().Delta - (c with { Forward = c.Forward - h }).Greeks().Delta) / (2 * h);
        return Math.Abs(slope - c.Greeks().Gamma) <= 1e-5 * c.Greeks().Gamma + 1e-12 / h;
    });

    private static double Step(Contract c) => 1e-4 * Math.Min(c.TotalVolatility, 1);

    private static void Agree(Func<Contract, double> step, Func<Contract, double, Contract> move, Func<RawGreeks, double> greek) =>
        Check.All(Contract.Usual, c =>
        {
            var h = step(c);
            var slope = (move(c, h).Price() - move(c, -h).Price()) / (2 * h);
            var expected = greek(c.Greeks());
            return Math.Abs(slope - expected) <= 1e-5 * Math.Abs(expected) + 16 * Contract.Unit * c.Scale / h + 1e-6 * c.Greeks().VegaPerUnit * c.Volatility * 1e-2;
        });
}
