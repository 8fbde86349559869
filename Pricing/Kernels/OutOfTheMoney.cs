namespace Pricing.Kernels;

/// <summary>
/// One evaluation of the normalised out-of-the-money option: with a the smaller discounted leg, h = |x|/s and t = s/2,
/// V = a (Φ(t − h) − e^{|x|} Φ(−t − h)) = a e^{−(h−t)²/2} (H(h − t) − H(h + t)). Calls and puts, in or out of the money, all
/// come from here, so one exponential and two tails serve a price and its five Greeks.
/// </summary>
internal readonly struct OutOfTheMoney
{
    /// <summary>1/√(2π).</summary>
    internal const double Density = 0.3989422804014327;

    /// <summary>h − t ≤ 0: the smaller leg is more likely than not to be exchanged.</summary>
    internal readonly bool IsWide;

    /// <summary>H(|h − t|).</summary>
    internal readonly double Near;

    /// <summary>H(h + t).</summary>
    internal readonly double Far;

    /// <summary>e^{−(h−t)²/2} = Mantissa · 2^Exponent.</summary>
    internal readonly double Mantissa;

    internal readonly int Exponent;

    internal readonly double Distance;

    internal OutOfTheMoney(double absoluteX, double totalVolatility)
    {
        Distance = absoluteX == 0 ? 0 : absoluteX / totalVolatility;
        var half = 0.5 * totalVolatility;
        var near = Distance - half;
        IsWide = near <= 0;
        near = Math.Min(Math.Abs(near), MillsKernel.Limit);
        Near = MillsKernel.H(near);
        Far = MillsKernel.H(Math.Min(Distance + half, MillsKernel.Limit));
        var square = near * near;
        Mantissa = ExpKernel.Split(-0.5 * square, -0.5 * Math.FusedMultiplyAdd(near, near, -square), out Exponent, out _);
    }

    /// <summary>V/a, between 0 and 1.</summary>
    internal double Value => IsWide ? 1 - Scaled(Near + Far) : Scaled(Math.Max(Near - Far, 0));

    /// <summary>1 − V/a, with full relative precision while the option is wide.</summary>
    internal double Gap => IsWide ? Scaled(Near + Far) : 1 - Scaled(Math.Max(Near - Far, 0));

    /// <summary>factor · e^{−(h−t)²/2}, rounded at the end only.</summary>
    internal double Scaled(double factor) => ExpKernel.Scale(Mantissa * factor, Exponent);
}
