namespace Pricing.Tests.Vector;

/// <summary>The oracle's gates between two results for one row, with the condition numbers computed here in double.</summary>
internal sealed class Gates
{
    private const double SmallestNormal = 2.2250738585072014e-308;
    private readonly OptionGreeks expected;
    private readonly double legs;
    private readonly double greekLimit;
    private readonly double priceLimit;
    private readonly double thetaScale;
    private readonly Func<double, double> vegaAt;

    public Gates(Widths rows, int row, PricingModel model, OptionGreeks expected)
    {
        this.expected = expected;
        var (level, strike, years, rate, sigma) = (rows.Levels[row], rows.Strikes[row], rows.Years[row], rows.Rates[row], rows.Sigmas[row]);
        var yield = model == PricingModel.Black76 ? rate : rows.Yields[row];
        vegaAt = volatility => 100 * (model == PricingModel.Black76
            ? Black76.Greeks(rows.Rights[row], level, strike, years, rate, volatility)
            : BlackScholesMerton.Greeks(rows.Rights[row], level, strike, years, rate, yield, volatility)).VegaPerPoint;
        var s = sigma * Math.Sqrt(years);
        var x = Math.Log(level / strike) + (rate - yield) * years;
        var d1 = x / s + s / 2;

        // |dP/dS| S + |dP/dK| K: rho, or Euler's theorem, gives the second.
        var asset = Math.Abs(expected.Delta) * level;
        var cash = model == PricingModel.Black76 ? Math.Abs(expected.Price - expected.Delta * level) : Math.Abs(100 * expected.RhoPerPoint / years);
        legs = asset + cash;
        greekLimit = 8 * (1 + d1 * d1 + (1 + Math.Abs(d1)) * ((1 + Math.Abs(x)) / s + s)) * Contract.Unit;
        priceLimit = 2 * (1 + (legs + sigma * 100 * expected.VegaPerPoint) / expected.Price) * Contract.Unit;
        var decay = 100 * expected.VegaPerPoint * sigma / (2 * years);
        thetaScale = (decay + (model == PricingModel.Black76
            ? Math.Abs(rate) * expected.Price
            : Math.Abs(rate) * cash + Math.Abs(yield) * asset)) / 365;
    }

    public bool Volatility(double first, double second)
    {
        if (double.IsNaN(first))
            return double.IsNaN(second);
        var vega = vegaAt(first);
        var condition = vega > 0 ? (expected.Price + legs) / (first * vega) : double.PositiveInfinity;
        return Math.Abs(first - second) <= 2 * (1 + condition) * Contract.Unit * first;
    }

    public bool Greeks(OptionGreeks actual) =>
        (expected.Price == 0 || Near(expected.Price, actual.Price, priceLimit * Math.Abs(expected.Price)))
        && Near(expected.Delta, actual.Delta, greekLimit * Math.Abs(expected.Delta))
        && Near(expected.Gamma, actual.Gamma, greekLimit * expected.Gamma)
        && Near(expected.VegaPerPoint, actual.VegaPerPoint, greekLimit * expected.VegaPerPoint)
        && Near(expected.RhoPerPoint, actual.RhoPerPoint, greekLimit * Math.Abs(expected.RhoPerPoint))
        && Near(expected.ThetaPerDay, actual.ThetaPerDay, greekLimit * thetaScale);

    private static bool Near(double a, double b, double limit) => Math.Abs(a - b) <= limit + SmallestNormal;
}
