namespace Pricing.Chains;

/// <summary>The forward of an expiry whose own future is not live. Pure functions: no state, no allocation, no exception.</summary>
public static class ForwardEstimator
{
    private const int Most = 5;
    private const int Fewest = 3;

    // A quote this many times wider than the tightest of its neighbours says nothing that they do not say better.
    private const double WideSpread = 4;

    /// <summary>
    /// Put-call parity, F = K + e^{rt}(C − P): the median over the strikes nearest the money that are quoted on both sides. The five
    /// nearest are taken, then up to two of them whose spreads exceed four times the tightest are dropped, the widest first.
    /// </summary>
    /// <param name="quotes">Strikes of one expiry in any order; those not two-sided (see <see cref="ParityQuote"/>) are passed over.</param>
    /// <param name="near">Where the money is thought to be: spot, or the last forward, in index points.</param>
    /// <param name="rate">Continuous rate per year, act/365.</param>
    /// <param name="years">Time to expiry in years of 365 days.</param>
    /// <param name="forward">The estimate in index points; NaN when false is returned.</param>
    /// <returns>False when fewer than three strikes are two-sided, when an input is not finite, or when the estimate is not positive.</returns>
    public static bool TryFromParity(ReadOnlySpan<ParityQuote> quotes, double near, double rate, double years, out double forward)
    {
        forward = double.NaN;
        var growth = Math.Exp(rate * years);
        if (!(near > 0 && double.IsFinite(near) && double.IsFinite(growth)))
            return false;

        Span<ParityQuote> nearest = stackalloc ParityQuote[Most];
        var count = TakeNearest(quotes, near, nearest);
        if (count < Fewest)
            return false;
        count = DropWide(nearest[..count]);

        Span<double> forwards = stackalloc double[count];
        for (var i = 0; i < count; i++)
            forwards[i] = nearest[i].Strike + growth * (nearest[i].CallMid - nearest[i].PutMid);
        forwards.Sort();
        var median = 0.5 * forwards[(count - 1) / 2] + 0.5 * forwards[count / 2];
        if (!(median > 0 && double.IsFinite(median)))
            return false;
        forward = median;
        return true;
    }

    /// <summary>Spot carried at the rate b that the nearest future implies: S e^{b·years}, b = ln(future/S)/(years of the future).</summary>
    /// <param name="spot">Spot price in index points.</param>
    /// <param name="nearestFuture">Price of the nearest live future, in index points.</param>
    /// <param name="nearestFutureYears">Time to that future's expiry, in years of 365 days; positive.</param>
    /// <param name="years">Time to the option's expiry, in years of 365 days.</param>
    /// <returns>The forward in index points; NaN when a price or the future's time is not positive, or an input not finite.</returns>
    public static double FromBasis(double spot, double nearestFuture, double nearestFutureYears, double years) =>
        nearestFuture > 0 && nearestFutureYears > 0
            ? Carried(spot, Math.Log(nearestFuture / spot) / nearestFutureYears * years)
            : double.NaN;

    /// <summary>Spot carried at rate less dividend yield: S e^{(r − q)·years}.</summary>
    /// <param name="spot">Spot price in index points.</param>
    /// <param name="rate">Continuous rate per year, act/365.</param>
    /// <param name="dividendYield">Continuous dividend yield per year.</param>
    /// <param name="years">Time to the option's expiry, in years of 365 days.</param>
    /// <returns>The forward in index points; NaN when spot is not positive or an input not finite.</returns>
    public static double FromCarry(double spot, double rate, double dividendYield, double years) =>
        Carried(spot, (rate - dividendYield) * years);

    private static double Carried(double spot, double exponent)
    {
        var forward = spot > 0 ? spot * Math.Exp(exponent) : double.NaN;
        return double.IsFinite(forward) ? forward : double.NaN;
    }

    // An insertion into a sorted list of five; of two strikes equally near the lower wins, so the order of the input is no matter.
    private static int TakeNearest(ReadOnlySpan<ParityQuote> quotes, double near, Span<ParityQuote> nearest)
    {
        var count = 0;
        foreach (ref readonly var quote in quotes)
        {
            if (!quote.IsTwoSided)
                continue;
            var at = count;
            while (at > 0 && IsNearer(quote, nearest[at - 1], near))
                at--;
            if (at == Most)
                continue;
            count = Math.Min(count + 1, Most);
            for (var i = count - 1; i > at; i--)
                nearest[i] = nearest[i - 1];
            nearest[at] = quote;
        }

        return count;
    }

    private static bool IsNearer(in ParityQuote a, in ParityQuote b, double near)
    {
        var (distanceA, distanceB) = (Math.Abs(a.Strike - near), Math.Abs(b.Strike - near));
        return distanceA < distanceB || (distanceA == distanceB && a.Strike < b.Strike);
    }

    private static int DropWide(Span<ParityQuote> quotes)
    {
        quotes.Sort(static (a, b) => a.SpreadSum.CompareTo(b.SpreadSum));
        var count = quotes.Length;
        while (count > Fewest && quotes[count - 1].SpreadSum > WideSpread * quotes[0].SpreadSum)
            count--;
        return count;
    }
}
