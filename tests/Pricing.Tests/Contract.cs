using FsCheck;
using FsCheck.Fluent;

namespace Pricing.Tests;

/// <summary>One option for a property; spot models read Forward as the spot.</summary>
internal sealed record Contract(
    OptionRight Right, double Forward, double Strike, double Years, double Rate, double Yield, double Volatility, bool OnSpot)
{
    public const double Unit = 2.220446049250313e-16;

    public double TotalVolatility => Volatility * Math.Sqrt(Years);

    /// <summary>The larger discounted leg: the scale of every rounding error.</summary>
    public double Scale => Math.Max(Forward * Math.Exp(-(OnSpot ? Yield : Rate) * Years), Strike * Math.Exp(-Rate * Years));

    public RawGreeks Greeks() => OnSpot
        ? BlackScholesMerton.RawGreeks(Right, Forward, Strike, Years, Rate, Yield, Volatility)
        : Black76.RawGreeks(Right, Forward, Strike, Years, Rate, Volatility);

    public double Price() => OnSpot
        ? BlackScholesMerton.Price(Right, Forward, Strike, Years, Rate, Yield, Volatility)
        : Black76.Price(Right, Forward, Strike, Years, Rate, Volatility);

    public PricingStatus Invert(double price, out double volatility) => OnSpot
        ? BlackScholesMerton.ImpliedVolatility(Right, price, Forward, Strike, Years, Rate, Yield, out volatility)
        : Black76.ImpliedVolatility(Right, price, Forward, Strike, Years, Rate, out volatility);

    /// <summary>Contracts as they trade, out to five standard deviations.</summary>
    public static Arbitrary<Contract> Usual { get; } = Generate(5, Range(1e-4, 2), Range(0.03, 2)).ToArbitrary();

    /// <summary>One second to ten years, 0.1 % to 500 %, strikes from a fifth to five times the forward.</summary>
    public static Arbitrary<Contract> Extreme { get; } = Generate(12, Logarithmic(3e-8, 10), Logarithmic(0.001, 5)).ToArbitrary();

    private static Gen<Contract> Generate(double deviations, Gen<double> years, Gen<double> volatility) =>
        from right in Gen.Elements(OptionRight.Call, OptionRight.Put)
        from forward in Range(50, 80_000)
        from t in years
        from v in volatility
        from z in Range(-deviations, deviations)
        from rate in Range(-0.02, 0.15)
        from yield in Range(-0.01, 0.2)
        from onSpot in Gen.Elements(true, false)
        let strike = forward * Math.Clamp(Math.Exp(z * v * Math.Sqrt(t)), 0.2, 5)
        select new Contract(right, forward, strike, t, rate, yield, v, onSpot);

    private static Gen<double> Range(double low, double high) =>
        Gen.Choose(0, int.MaxValue).Select(i => low + (high - low) * (i / (double)int.MaxValue));

    private static Gen<double> Logarithmic(double low, double high) => Range(Math.Log(low), Math.Log(high)).Select(Math.Exp);
}
