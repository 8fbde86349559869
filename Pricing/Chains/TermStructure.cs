namespace Pricing.Chains;

/// <summary>Volatility at the money over expiries, as pure functions over points in ascending order of time. No allocation.</summary>
public static class TermStructure
{
    /// <summary>
    /// Volatility between two expiries, √((σ₂²t₂ − σ₁²t₁)/(t₂ − t₁)), decimal. NaN when the total variance falls, which is a calendar
    /// arbitrage in forward terms, or when the second is not later.
    /// </summary>
    public static double ForwardVolatility(TermPoint near, TermPoint far) =>
        far.Years > near.Years ? Math.Sqrt((far.TotalVariance - near.TotalVariance) / (far.Years - near.Years)) : double.NaN;

    /// <summary>
    /// Volatility for any time to expiry: total variance is linear between the points, from nothing at once to the first; beyond the last
    /// the last volatility holds. Decimal; NaN without points or for a time that is not positive.
    /// </summary>
    /// <param name="points">Expiries, ascending in time.</param>
    /// <param name="years">Time to expiry in years of 365 days.</param>
    public static double Volatility(ReadOnlySpan<TermPoint> points, double years)
    {
        if (points.IsEmpty || !(years > 0))
            return double.NaN;
        var before = default(TermPoint);
        foreach (var point in points)
        {
            if (years <= point.Years)
            {
                var weight = (years - before.Years) / (point.Years - before.Years);
                return Math.Sqrt((before.TotalVariance + weight * (point.TotalVariance - before.TotalVariance)) / years);
            }

            before = point;
        }

        return before.Volatility;
    }

    /// <summary>The first point whose total variance is below that of the one before it; −1 when there is none.</summary>
    /// <param name="points">Expiries, ascending in time.</param>
    public static int FirstCalendarArbitrage(ReadOnlySpan<TermPoint> points)
    {
        for (var i = 1; i < points.Length; i++)
        {
            if (points[i].TotalVariance < points[i - 1].TotalVariance)
                return i;
        }

        return -1;
    }
}
