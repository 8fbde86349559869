namespace Kite.Simulator.Market;

/// <summary>Straight lines between knots, flat beyond the first and the last one.</summary>
internal static class Curve
{
    public static double At(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double at)
    {
        if (at <= x[0])
            return y[0];
        for (var i = 1; i < x.Length; i++)
        {
            if (at <= x[i])
                return y[i - 1] + ((y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]));
        }

        return y[x.Length - 1];
    }

    /// <summary>Interpolates a family of curves, one for each number of days, that <paramref name="value"/> evaluates.</summary>
    public static double Between<T>(T[] family, Func<T, double> days, double at, Func<T, double> value)
    {
        if (at <= days(family[0]))
            return value(family[0]);
        for (var i = 1; i < family.Length; i++)
        {
            if (at > days(family[i]))
                continue;
            var left = days(family[i - 1]);
            var weight = (at - left) / (days(family[i]) - left);
            return ((1 - weight) * value(family[i - 1])) + (weight * value(family[i]));
        }

        return value(family[^1]);
    }
}
