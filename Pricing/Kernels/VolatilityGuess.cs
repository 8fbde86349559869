namespace Pricing.Kernels;

/// <summary>
/// A start for the solver, usually within one percent. Lower half: the Bachelier model with the same intrinsic distance
/// m = 2 sinh(|x|/2) is inverted by a rational function of one variable, then corrected by x/m and by the relation at the money,
/// s = 2 Φ⁻¹((1 + p)/2). Upper half: both tails are nearly Φ(−s/2).
/// </summary>
internal static class VolatilityGuess
{
    internal static double Of(bool upper, double target, int shift, double absoluteX)
    {
        var guess = upper
            ? 2 * UpperQuantile(target / (1 + Math.Exp(Math.Min(absoluteX, 700))))
            : Lower(target, shift, absoluteX);
        return Math.Clamp(guess, 1e-300, 100);
    }

    private static double Lower(double target, int shift, double absoluteX)
    {
        // Beyond e^100 the two legs are as far apart as makes a difference; the rest goes into the logarithm.
        var x = Math.Min(absoluteX, 100);
        var price = Math.Max(ExpKernel.Scale(target, -shift), 1e-300);
        var width = Math.Exp(x) - 1;
        if (price < 0.05 * width)
        {
            var logarithm = Math.Log(target / width) - shift * 0.69314718055994531 - (absoluteX - x);
            return absoluteX / FarDistance(Math.Sqrt(-2 * logarithm));
        }

        // Over sqrt(a c) instead of a, both the price and the distance between the legs are those of the Bachelier model.
        var root = Math.Exp(-0.5 * x);
        var normal = root * price * NearFactor(width / price);
        var p2 = normal * normal;
        var lognormal = normal * (1 + p2 * (1.0 / 24 + p2 * (7.0 / 1920)));
        return x > 1e-8 ? lognormal * (x / (root * width)) : lognormal;
    }

    // s/V of the Bachelier model as a function of w = m/V; 3e-4.
    private static double NearFactor(double w) =>
        (2.5077021034219118 + w * (2.3093585736348064 + w * (0.39925305356749949 + w * 0.0082939860494348903)))
        / (1 + w * (0.42542118371644071 + w * 0.016646884760333095));

    // m/s of the Bachelier model as a function of sqrt(−2 ln(V/m)) from 2.4 to 40; 3e-4.
    private static double FarDistance(double l) =>
        (1.6288227603330724 + l * (-0.91720203268938189 + l * (-0.090117365290424071 + l * 0.30089913928696664)))
        / (1 + l * (-0.012005252848909908 + l * 0.29996314519070959));

    // −Φ⁻¹(p) for p ≤ 1/2; 1e-3.
    private static double UpperQuantile(double p)
    {
        var l = Math.Sqrt(-2 * Math.Log(Math.Min(2 * p, 1)));
        return l * (0.0027650340150631947 + l * (0.59483375570767829 + l * 0.53231208819857945))
            / (1 + l * (0.66309500448712848 + l * 0.53109260374340104));
    }
}
