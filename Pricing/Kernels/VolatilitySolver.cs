namespace Pricing.Kernels;

/// <summary>
/// Total volatility s = σ√t of an out-of-the-money price: a root of ln(V(s)/V) in the lower half of the range of prices, of
/// ln((a − V(s))/(a − V)) in the upper, by Householder's method of order four. Two steps from the guess are the rule; a bracket
/// makes every other case end.
/// </summary>
internal static class VolatilitySolver
{
    private const int MostSteps = 100;
    private const double Converged = 1e-5;

    /// <param name="timeValue">V &gt; 0, the price of the out-of-the-money twin.</param>
    /// <param name="gap">a − V &gt; 0, from the quote, not from the difference of rounded numbers.</param>
    /// <param name="smaller">a, the smaller discounted leg.</param>
    /// <param name="absoluteX">|ln(F/K)|.</param>
    internal static double Solve(double timeValue, double gap, double smaller, double absoluteX)
    {
        var upper = gap < timeValue;
        var target = upper ? gap / smaller : timeValue / smaller;
        var shift = 0;
        if (target < 1e-200)
        {
            // Digits and scale apart: the ratio may lie far below the smallest double.
            var (valueScale, legScale) = (Math.ILogB(timeValue), Math.ILogB(smaller));
            shift = legScale - valueScale;
            target = Math.ScaleB(timeValue, -valueScale) / Math.ScaleB(smaller, -legScale);
        }

        var s = VolatilityGuess.Of(upper, target, shift, absoluteX);
        var (low, high) = (0.0, double.PositiveInfinity);
        for (var i = 0; i < MostSteps; i++)
        {
            var step = Step(upper, target, shift, absoluteX, s, out var tooLow);
            if (tooLow)
                low = s;
            else
                high = s;
            var next = s + step;
            if (Math.Abs(step) <= Converged * s)
                return next;
            if (!(next > low && next < high))
                next = high < double.PositiveInfinity ? 0.5 * (low + high) : 2 * s;
            s = next;
        }

        return s;
    }

    private static double Step(bool upper, double target, int shift, double absoluteX, double s, out bool tooLow)
    {
        var option = new OutOfTheMoney(absoluteX, s);
        double objective;
        double slope;
        if (upper)
        {
            var gap = option.Gap;
            objective = Math.Log(gap / target);
            slope = -option.Scaled(OutOfTheMoney.Density) / gap;
            tooLow = objective > 0;
        }
        else
        {
            // Out of the money the exponential cancels from the slope, so a price of 1e-300 is as good as one of 1.
            var difference = option.Near - option.Far;
            var value = option.Value;
            objective = Math.Log(option.IsWide
                ? ExpKernel.Scale(value / target, shift)
                : ExpKernel.Scale(option.Mantissa * difference / target, option.Exponent + shift));
            slope = OutOfTheMoney.Density / (option.IsWide ? value / option.Scaled(1) : difference);
            tooLow = !(objective > 0);
        }

        // Householder, order four: with r = u'/u, f''/f' and f'''/f' follow from u''/u' = (h² − t²)/s and its derivative.
        var inverse = 1 / s;
        var h2 = option.Distance * option.Distance;
        var second = (h2 - 0.25 * s * s) * inverse;
        var third = second * second - 3 * h2 * inverse * inverse - 0.25;
        var newton = -objective / slope;
        var first = second - slope;
        var cubic = third - 3 * slope * second + 2 * slope * slope;
        var factor = (1 + 0.5 * first * newton) / (1 + newton * (first + cubic * newton * (1.0 / 6)));
        return factor is > 0.2 and < 5 ? newton * factor : newton;
    }
}
