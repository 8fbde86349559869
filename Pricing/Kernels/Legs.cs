namespace Pricing.Kernels;

/// <summary>What a price depends on besides the volatility: both discounted legs beyond double precision, and x = ln(F/K).</summary>
internal readonly struct Legs
{
    /// <summary>S e^{-qt}, or F e^{-rt}: the most that a call can cost.</summary>
    internal readonly TwoDouble Asset;

    /// <summary>K e^{-rt}: the most that a put can cost.</summary>
    internal readonly TwoDouble Cash;

    /// <summary>e^{-qt}, or e^{-rt} for Black-76: turns N(d1) into a delta.</summary>
    internal readonly double AssetDiscount;

    /// <summary>ln(F/K).</summary>
    internal readonly double X;

    private Legs(TwoDouble asset, TwoDouble cash, double assetDiscount, double x) => (Asset, Cash, AssetDiscount, X) = (asset, cash, assetDiscount, x);

    /// <summary>Both legs are positive numbers, so that nothing that is computed from them is NaN. False for a default value.</summary>
    internal bool AreUsable => Asset.High > 0 && Cash.High > 0 && double.IsFinite(Asset.High) && double.IsFinite(Cash.High);

    internal static Legs OfForward(double forward, double strike, double years, double rate)
    {
        if (!(forward > 0 && strike > 0 && double.IsFinite(forward) && double.IsFinite(strike)))
            return default;
        var discount = Discount(rate, years);
        return new(discount.Times(forward), discount.Times(strike), discount.High, LogRatio(forward, strike));
    }

    internal static Legs OfSpot(double spot, double strike, double years, double rate, double dividendYield)
    {
        if (!(spot > 0 && strike > 0 && double.IsFinite(spot) && double.IsFinite(strike)))
            return default;
        var assetDiscount = Discount(dividendYield, years);
        return new(
            assetDiscount.Times(spot),
            Discount(rate, years).Times(strike),
            assetDiscount.High,
            Math.FusedMultiplyAdd(rate - dividendYield, years, LogRatio(spot, strike)));
    }

    // e^{-rate·years}; an exponent that no double can carry gives 0 or NaN legs, which AreUsable refuses.
    internal static TwoDouble Discount(double rate, double years)
    {
        var exponent = TwoDouble.Product(-rate, years);
        if (!(Math.Abs(exponent.High) < 700))
            return default;
        var mantissa = ExpKernel.Split(exponent.High, exponent.Low, out var power, out var tail);
        return new(ExpKernel.Scale(mantissa, power), ExpKernel.Scale(tail, power));
    }

    // The remainder of the division is put back: ln a − ln b would lose eight digits near the money at short expiry.
    private static double LogRatio(double a, double b)
    {
        var ratio = a / b;
        return ratio is > 1e-290 and < 1e290 && a is > 1e-280 and < 1e290
            ? Math.Log(ratio) + Math.FusedMultiplyAdd(-ratio, b, a) / a
            : Math.Log(a) - Math.Log(b);
    }
}
