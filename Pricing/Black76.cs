using Pricing.Kernels;

namespace Pricing;

/// <summary>
/// Black's model (F. Black, "The pricing of commodity contracts", 1976) of a European option on a forward, discounted:
/// P = e^{-rt} w (F Φ(w d1) − K Φ(w d2)), d1 = ln(F/K)/(σ√t) + σ√t/2, d2 = d1 − σ√t, w = 1 for a call and −1 for a put.
/// Delta and gamma are with respect to the forward; theta and rho hold the forward, so rho is −t·P.
/// </summary>
/// <remarks>
/// Pure functions of doubles: no state, no allocation, no exception for any input. Inputs that are NaN or infinite, a forward or strike
/// that is not positive, a negative volatility, or discounted amounts beyond the range of a double are invalid and give NaN.
/// </remarks>
public static class Black76
{
    /// <summary>Present value in currency per unit of the underlying; the intrinsic value when expired.</summary>
    /// <param name="right">Call or put.</param>
    /// <param name="forward">Forward price for the option's expiry, in index points; positive.</param>
    /// <param name="strike">Strike in index points; positive.</param>
    /// <param name="years">Time to expiry in years of 365 days; zero or less is expired.</param>
    /// <param name="rate">Continuous rate per year, act/365, 0.065 for 6.5 %; may be negative.</param>
    /// <param name="volatility">Volatility per square root of a year, 0.15 for 15 %; zero gives the discounted intrinsic value.</param>
    public static double Price(
        OptionRight right, double forward, double strike, double years, double rate, double volatility)
    {
        var legs = Legs.OfForward(forward, strike, Math.Max(years, 0), rate);
        if (!IsValid(legs, years, rate, volatility))
            return double.NaN;
        return years > 0
            ? Evaluation.Price(right, legs, volatility * Math.Sqrt(years))
            : Evaluation.AtExpiry(right, forward, strike).Price;
    }

    /// <summary>Price and Greeks in the published units: theta per calendar day, vega and rho per point.</summary>
    /// <param name="right">Call or put.</param>
    /// <param name="forward">Forward price for the option's expiry, in index points; positive.</param>
    /// <param name="strike">Strike in index points; positive.</param>
    /// <param name="years">Time to expiry in years of 365 days; zero or less is expired.</param>
    /// <param name="rate">Continuous rate per year, act/365, 0.065 for 6.5 %; may be negative.</param>
    /// <param name="volatility">Volatility per square root of a year, 0.15 for 15 %; not negative.</param>
    public static OptionGreeks Greeks(
        OptionRight right, double forward, double strike, double years, double rate, double volatility) =>
        RawGreeks(right, forward, strike, years, rate, volatility).ToOptionGreeks();

    /// <summary>Price and Greeks in the units of the formulas: per year and per 1.00.</summary>
    /// <param name="right">Call or put.</param>
    /// <param name="forward">Forward price for the option's expiry, in index points; positive.</param>
    /// <param name="strike">Strike in index points; positive.</param>
    /// <param name="years">Time to expiry in years of 365 days; zero or less is expired.</param>
    /// <param name="rate">Continuous rate per year, act/365, 0.065 for 6.5 %; may be negative.</param>
    /// <param name="volatility">Volatility per square root of a year, 0.15 for 15 %; not negative.</param>
    public static RawGreeks RawGreeks(
        OptionRight right, double forward, double strike, double years, double rate, double volatility)
    {
        var legs = Legs.OfForward(forward, strike, Math.Max(years, 0), rate);
        if (!IsValid(legs, years, rate, volatility))
            return Pricing.RawGreeks.None;
        return years > 0
            ? Evaluation.Greeks(right, legs, forward, years, rate, rate, volatility, holdsForward: true)
            : Evaluation.AtExpiry(right, forward, strike);
    }

    /// <summary>The volatility whose price this is, and why when there is none.</summary>
    /// <param name="right">Call or put.</param>
    /// <param name="forward">Forward price for the option's expiry, in index points; positive.</param>
    /// <param name="strike">Strike in index points; positive.</param>
    /// <param name="years">Time to expiry in years of 365 days; zero or less is expired.</param>
    /// <param name="rate">Continuous rate per year, act/365, 0.065 for 6.5 %; may be negative.</param>
    /// <param name="price">Quoted price in currency per unit of the underlying.</param>
    /// <param name="volatility">Per square root of a year; NaN unless the result is <see cref="PricingStatus.Ok"/>.</param>
    /// <returns>
    /// Ok, BelowIntrinsic, NoTimeValue, AboveMax, Expired or InvalidInput; a negative price is BelowIntrinsic. Invalid inputs are told
    /// first, then expiry, then the bounds.
    /// </returns>
    public static PricingStatus ImpliedVolatility(
        OptionRight right, double price, double forward, double strike, double years, double rate, out double volatility)
    {
        volatility = double.NaN;
        var legs = Legs.OfForward(forward, strike, Math.Max(years, 0), rate);
        if (!IsValid(legs, years, rate, 0) || !double.IsFinite(price))
            return PricingStatus.InvalidInput;
        return years > 0 ? Inversion.Solve(right, price, legs, years, out volatility) : PricingStatus.Expired;
    }

    private static bool IsValid(in Legs legs, double years, double rate, double volatility) =>
        legs.AreUsable && double.IsFinite(years) && double.IsFinite(rate)
        && double.IsFinite(volatility) && volatility >= 0;
}
