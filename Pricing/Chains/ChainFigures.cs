namespace Pricing.Chains;

/// <summary>
/// Figures of one expiry, as pure functions over the columns of its chain: one element per strike, strikes ascending. No state, no
/// allocation.
/// </summary>
public static class ChainFigures
{
    /// <summary>The strike nearest the forward, in index points; of two equally near the lower. NaN without strikes or forward.</summary>
    public static double AtmStrike(ReadOnlySpan<double> strikes, double forward)
    {
        var (best, distance) = (double.NaN, double.PositiveInfinity);
        foreach (var strike in strikes)
        {
            var d = Math.Abs(strike - forward);
            if (d < distance || (d == distance && strike < best))
                (best, distance) = (strike, d);
        }

        return best;
    }

    /// <summary>Open interest of all puts over that of all calls (a plain ratio); null when there is no call open interest.</summary>
    /// <param name="callOi">Open interest of the calls, in contracts or in units, as that of the puts.</param>
    /// <param name="putOi">Open interest of the puts.</param>
    public static double? PutCallRatio(ReadOnlySpan<long> callOi, ReadOnlySpan<long> putOi)
    {
        var (calls, puts) = (Total(callOi), Total(putOi));
        return calls > 0 ? (double)puts / (double)calls : null;
    }

    /// <summary>
    /// The strike at which all open options together would pay out least at expiry, in index points; the lowest of several. Null when
    /// there is no open interest, or a negative one makes it meaningless.
    /// </summary>
    /// <param name="strikes">Strikes, ascending.</param>
    /// <param name="callOi">Open interest of the call of each strike.</param>
    /// <param name="putOi">Open interest of the put of each strike, in the same unit.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static double? MaxPain(ReadOnlySpan<double> strikes, ReadOnlySpan<long> callOi, ReadOnlySpan<long> putOi)
    {
        if (callOi.Length != strikes.Length || putOi.Length != strikes.Length)
            throw new ArgumentException("Pass one open interest of the call and one of the put for each strike.");
        Int128 slope = -Total(putOi);
        if (slope == 0 && Total(callOi) == 0)
            return null;

        // The pay-out is convex and piecewise linear in the settlement price, with kinks at the strikes: it is least where
        // its slope (calls below less puts above) stops being negative.
        for (var i = 0; i < strikes.Length; i++)
        {
            slope += callOi[i] + (Int128)putOi[i];
            if (slope >= 0)
                return strikes[i];
        }

        return null;
    }

    /// <summary>
    /// Volatility at the money: that of the out-of-the-money options (puts below the forward, calls from it on), interpolated linearly
    /// in strike at the forward between the nearest strikes on either side that have one.
    /// </summary>
    /// <param name="strikes">Strikes, ascending.</param>
    /// <param name="outOfTheMoneyVolatilities">Implied volatility of each strike's out-of-the-money option, decimal; NaN where there is none.</param>
    /// <param name="forward">Forward of the expiry, in index points.</param>
    /// <returns>A decimal volatility; NaN when one side has none, since nothing is extrapolated.</returns>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static double AtmVolatility(ReadOnlySpan<double> strikes, ReadOnlySpan<double> outOfTheMoneyVolatilities, double forward)
    {
        if (outOfTheMoneyVolatilities.Length != strikes.Length)
            throw new ArgumentException("Pass one volatility for each strike.");
        var (below, above) = (-1, -1);
        for (var i = 0; i < strikes.Length && above < 0; i++)
        {
            if (!double.IsFinite(outOfTheMoneyVolatilities[i]))
                continue;
            if (strikes[i] < forward)
                below = i;
            else if (strikes[i] >= forward)
                above = i;
        }

        if (above >= 0 && strikes[above] == forward)
            return outOfTheMoneyVolatilities[above];
        if (below < 0 || above < 0)
            return double.NaN;
        var weight = (forward - strikes[below]) / (strikes[above] - strikes[below]);
        return (1 - weight) * outOfTheMoneyVolatilities[below] + weight * outOfTheMoneyVolatilities[above];
    }

    /// <summary>
    /// Whether the quote says little about volatility: half a tick up or down would move its implied volatility by more than one
    /// volatility point (0.01), or leave it without one. Black-76; judged on the out-of-the-money twin, whose price has the digits.
    /// </summary>
    /// <param name="right">Call or put.</param>
    /// <param name="price">The price that was inverted, in currency per unit of the underlying.</param>
    /// <param name="forward">Forward, in index points.</param>
    /// <param name="strike">Strike, in index points.</param>
    /// <param name="years">Time to expiry in years of 365 days.</param>
    /// <param name="rate">Continuous rate per year, act/365.</param>
    /// <param name="iv">Implied volatility of the price, decimal. Without one (NaN) the answer is true.</param>
    /// <param name="tick">Tick size, in currency, 0.05 for NSE options.</param>
    public static bool LowInformation(
        OptionRight right, double price, double forward, double strike, double years, double rate, double iv, double tick)
    {
        const double point = 0.01;
        var twin = forward > strike ? OptionRight.Put : OptionRight.Call;
        var timeValue = twin == right ? price : Black76.Price(twin, forward, strike, years, rate, iv);
        var up = Black76.Price(twin, forward, strike, years, rate, iv + point) - timeValue;
        var down = timeValue - Black76.Price(twin, forward, strike, years, rate, Math.Max(iv - point, 0));
        return !(up >= 0.5 * tick && down >= 0.5 * tick);
    }

    private static Int128 Total(ReadOnlySpan<long> values)
    {
        Int128 total = 0;
        foreach (var value in values)
            total += value;
        return total;
    }
}
