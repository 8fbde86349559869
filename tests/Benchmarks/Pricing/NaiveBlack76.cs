using Pricing;

namespace Benchmarks;

/// <summary>
/// What one writes first, as a baseline: the formulas with Math.*, the normal distribution of Abramowitz and Stegun 26.2.17 (7.5e-8),
/// the volatility by Newton's method inside a bracket until the price agrees to 1e-9 of the forward. It meets no gate.
/// </summary>
static class NaiveBlack76
{
    public static double ImpliedVolatility(OptionRight right, double price, double forward, double strike, double years, double rate)
    {
        var discount = Math.Exp(-rate * years);
        var intrinsic = Math.Max(right == OptionRight.Call ? forward - strike : strike - forward, 0) * discount;
        if (price <= intrinsic || price >= discount * (right == OptionRight.Call ? forward : strike))
            return double.NaN;
        var (low, high, volatility) = (1e-4, 10.0, 0.2);
        for (var i = 0; i < 60; i++)
        {
            var greeks = Greeks(right, forward, strike, years, rate, volatility);
            var error = greeks.Price - price;
            if (Math.Abs(error) < 1e-9 * forward)
                break;
            if (error > 0)
                high = volatility;
            else
                low = volatility;
            var next = volatility - error / (100 * greeks.VegaPerPoint);
            volatility = next > low && next < high ? next : 0.5 * (low + high);
        }

        return volatility;
    }

    public static OptionGreeks Greeks(OptionRight right, double forward, double strike, double years, double rate, double volatility)
    {
        var sign = right == OptionRight.Call ? 1.0 : -1.0;
        var root = Math.Sqrt(years);
        var d1 = Math.Log(forward / strike) / (volatility * root) + 0.5 * volatility * root;
        var d2 = d1 - volatility * root;
        var discount = Math.Exp(-rate * years);
        var density = Math.Exp(-0.5 * d1 * d1) / Math.Sqrt(2 * Math.PI);
        var price = discount * sign * (forward * Cumulative(sign * d1) - strike * Cumulative(sign * d2));
        return new(
            price, sign * discount * Cumulative(sign * d1), discount * density / (forward * volatility * root),
            (rate * price - 0.5 * discount * forward * density * volatility / root) / 365,
            discount * forward * density * root / 100, -years * price / 100);
    }

    static double Cumulative(double x)
    {
        var k = 1 / (1 + 0.2316419 * Math.Abs(x));
        var tail = Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI)
            * k * (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
        return x >= 0 ? 1 - tail : tail;
    }
}
