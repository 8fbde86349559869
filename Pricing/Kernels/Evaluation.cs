namespace Pricing.Kernels;

/// <summary>Price and Greeks of one option from its legs; spot and forward models differ in the two numbers passed besides.</summary>
internal static class Evaluation
{
    /// <summary>Present value, for usable legs and s = σ√t ≥ 0.</summary>
    internal static double Price(OptionRight right, in Legs legs, double totalVolatility)
    {
        var smaller = legs.X <= 0 ? legs.Asset.High : legs.Cash.High;
        return Intrinsic(right, legs) + smaller * new OutOfTheMoney(Math.Abs(legs.X), Math.Abs(totalVolatility)).Value;
    }

    /// <summary>w (S e^{-qt} − K e^{-rt}), not below zero.</summary>
    internal static double Intrinsic(OptionRight right, in Legs legs) => Math.Max(SignedIntrinsic(right, legs).High, 0);

    internal static TwoDouble SignedIntrinsic(OptionRight right, in Legs legs) =>
        right == OptionRight.Call ? legs.Asset.Plus(legs.Cash.Negated()) : legs.Cash.Plus(legs.Asset.Negated());

    /// <summary>
    /// All five Greeks. <paramref name="level"/> is the forward or spot; <paramref name="rate"/> and <paramref name="yield"/> are the
    /// drifts of the two legs, equal for Black-76, whose rho (<paramref name="holdsForward"/>) is −t·P.
    /// </summary>
    internal static RawGreeks Greeks(
        OptionRight right, in Legs legs, double level, double years, double rate, double yield, double volatility, bool holdsForward)
    {
        // A volatility of −0 is a valid 0.
        volatility = Math.Abs(volatility);
        var rootYears = Math.Sqrt(years);
        var s = volatility * rootYears;
        var option = new OutOfTheMoney(Math.Abs(legs.X), s);
        var below = legs.X <= 0;
        var (smaller, larger) = below ? (legs.Asset.High, legs.Cash.High) : (legs.Cash.High, legs.Asset.High);
        var price = Intrinsic(right, legs) + smaller * option.Value;

        // Probabilities of exchanging the smaller leg (likely = Φ(t − h)) and the larger (Φ(−t − h)), and their complements.
        var tail = option.Scaled(option.Near);
        var likely = option.IsWide ? 1 - tail : tail;
        var unlikely = option.Scaled(option.Far * (smaller / larger));
        var isTwin = below == (right == OptionRight.Call);
        var (assetWeight, cashWeight) = (below, isTwin) switch
        {
            (true, true) => (likely, unlikely),
            (true, false) => (option.IsWide ? tail : 1 - tail, 1 - unlikely),
            (false, true) => (unlikely, likely),
            (false, false) => (1 - unlikely, option.IsWide ? tail : 1 - tail),
        };

        var sign = right == OptionRight.Call ? 1.0 : -1.0;
        var density = option.Scaled(smaller * OutOfTheMoney.Density);
        var cash = legs.Cash.High * cashWeight;
        var theta = -0.5 * density * volatility / rootYears
            + (holdsForward ? Finite(rate * price) : sign * (Finite(yield * (legs.Asset.High * assetWeight)) - Finite(rate * cash)));
        var perLevel = density / level;
        return new(
            price,
            sign * legs.AssetDiscount * assetWeight,
            perLevel == 0 ? 0 : perLevel / (level * s),
            theta,
            density * rootYears,
            holdsForward ? -years * price : sign * years * cash);
    }

    // Opposite infinities would add up to NaN.
    private static double Finite(double value) => Math.Clamp(value, -double.MaxValue, double.MaxValue);

    /// <summary>What is left at or after expiry: the intrinsic value and a delta that is the step; at the strike itself the step is 0.</summary>
    internal static RawGreeks AtExpiry(OptionRight right, double level, double strike)
    {
        var intrinsic = right == OptionRight.Call ? level - strike : strike - level;
        return intrinsic > 0 ? new(intrinsic, right == OptionRight.Call ? 1 : -1, 0, 0, 0, 0) : default;
    }
}
