namespace Pricing.Chains;

/// <summary>
/// Fits <see cref="SviSmile"/> to one expiry by least squares in volatility. For a given bend (M, Σ) the other three parameters are a
/// linear problem (S. De Marco and C. Martini, 2009), so that only the bend is searched: a coarse grid, then Nelder and Mead.
/// </summary>
public static class SviFitter
{
    /// <summary>Strikes that a fit needs: as many as SVI has parameters.</summary>
    public const int Fewest = 5;

    private const int Most = 4096;
    private const int GridSteps = 12;

    /// <summary>
    /// The fit, its error and its arbitrage check. Errors are weighted by vega relative to that at the money, but by at least 0.05, so
    /// that wings count less, as their quotes say less. Wings steeper than R. Lee's bound (2004), B (1 + |ρ|) ≤ 2, and negative variances
    /// are not considered.
    /// </summary>
    /// <param name="strikes">Strikes in index points.</param>
    /// <param name="volatilities">Implied volatility of each strike's out-of-the-money option, decimal; NaN is passed over.</param>
    /// <param name="forward">Forward of the expiry in index points; positive.</param>
    /// <param name="years">Time to expiry in years of 365 days; positive.</param>
    /// <param name="fit">The result when true is returned.</param>
    /// <returns>False with fewer than five usable strikes, more than 4,096, or without forward and time.</returns>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static bool TryFit(ReadOnlySpan<double> strikes, ReadOnlySpan<double> volatilities, double forward, double years, out SviFit fit)
    {
        if (volatilities.Length != strikes.Length)
            throw new ArgumentException("Pass one volatility for each strike.");
        fit = default;
        if (!(forward > 0 && years > 0 && double.IsFinite(forward) && double.IsFinite(years)) || strikes.Length > Most)
            return false;
        var points = new SviPoints(strikes, volatilities, forward, years);
        if (points.Count < Fewest)
            return false;
        var (m, width) = Search(points);
        fit = points.Describe(points.Solve(m, width, out _));
        return true;
    }

    private static (double M, double Sigma) Search(SviPoints points)
    {
        var range = Math.Max(points.High - points.Low, 1e-6);
        var (best, bestM, bestLog) = (double.PositiveInfinity, 0.0, 0.0);
        for (var i = 0; i <= GridSteps; i++)
        {
            for (var j = 0; j <= GridSteps; j++)
            {
                var (m, log) = (points.Low + range * i / GridSteps, Math.Log(range) - 4.5 + 5.0 * j / GridSteps);
                points.Solve(m, Math.Exp(log), out var error);
                if (error < best)
                    (best, bestM, bestLog) = (error, m, log);
            }
        }

        return Simplex(points, range, bestM, bestLog);
    }

    // The bend stays near the quotes: outside them it could not be told from a straight wing.
    private static (double M, double Sigma) Simplex(SviPoints points, double range, double m, double log)
    {
        var leastLog = Math.Log(range) - 7;
        double Error(double x, double y)
        {
            if (x < points.Low - range || x > points.High + range || y < leastLog || y > leastLog + 9)
                return double.PositiveInfinity;
            points.Solve(x, Math.Exp(y), out var error);
            return error;
        }

        var step = range / GridSteps;
        Span<(double Error, double X, double Y)> corners =
            [(Error(m, log), m, log), (Error(m + step, log), m + step, log), (Error(m, log + 0.3), m, log + 0.3)];
        for (var i = 0; i < 250; i++)
        {
            corners.Sort(static (a, b) => a.Error.CompareTo(b.Error));
            var (x, y) = ((corners[0].X + corners[1].X) / 2, (corners[0].Y + corners[1].Y) / 2);
            var worst = corners[2];
            (double Error, double X, double Y) At(double factor)
            {
                var (px, py) = (x + factor * (worst.X - x), y + factor * (worst.Y - y));
                return (Error(px, py), px, py);
            }

            var next = At(-1);
            if (next.Error < corners[0].Error)
            {
                var further = At(-2);
                next = further.Error < next.Error ? further : next;
            }
            else if (!(next.Error < corners[1].Error))
            {
                next = next.Error < worst.Error ? At(-0.5) : At(0.5);
            }

            if (next.Error < worst.Error)
            {
                corners[2] = next;
                continue;
            }

            for (var c = 1; c < 3; c++)
            {
                var (px, py) = ((corners[c].X + corners[0].X) / 2, (corners[c].Y + corners[0].Y) / 2);
                corners[c] = (Error(px, py), px, py);
            }
        }

        corners.Sort(static (a, b) => a.Error.CompareTo(b.Error));
        return (corners[0].X, Math.Exp(corners[0].Y));
    }
}
