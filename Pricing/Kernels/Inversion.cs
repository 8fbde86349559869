namespace Pricing.Kernels;

/// <summary>Status of a quote, and its implied volatility. Bounds are judged in double-double arithmetic.</summary>
internal static class Inversion
{
    internal static PricingStatus Solve(OptionRight right, double price, in Legs legs, double years, out double volatility)
    {
        volatility = double.NaN;
        var intrinsic = Evaluation.SignedIntrinsic(right, legs);
        var most = right == OptionRight.Call ? legs.Asset : legs.Cash;
        var tolerance = Math.ScaleB(Math.Max(legs.Asset.High, legs.Cash.High), -49);
        var inTheMoney = intrinsic.High > 0;
        var timeValue = inTheMoney ? intrinsic.Negated().Plus(new(price, 0)).High : price;
        if (inTheMoney ? timeValue < -tolerance : price < 0)
            return PricingStatus.BelowIntrinsic;
        if (inTheMoney ? timeValue <= tolerance : price == 0)
            return PricingStatus.NoTimeValue;
        var gap = most.Plus(new(-price, 0)).High;
        if (gap <= tolerance)
            return PricingStatus.AboveMax;

        var s = VolatilitySolver.Solve(timeValue, gap, Math.Min(legs.Asset.High, legs.Cash.High), Math.Abs(legs.X));
        volatility = s / Math.Sqrt(years);
        return PricingStatus.Ok;
    }
}
