namespace Pricing.Chains;

/// <summary>Figures of one expiry's smile, as pure functions over its columns: one element per strike, strikes ascending. No allocation.</summary>
public static class SmileFigures
{
    private const double Quarter = 0.25;

    /// <summary>
    /// The 25-delta volatilities. Deltas are undiscounted and with respect to the forward, w Φ(w d1), each strike at its own volatility;
    /// between the two strikes that enclose a quarter the volatility is interpolated linearly in delta. Nothing is extrapolated.
    /// </summary>
    /// <param name="strikes">Strikes in index points, ascending.</param>
    /// <param name="outOfTheMoneyVolatilities">Implied volatility of each strike's out-of-the-money option, decimal; NaN where there is none.</param>
    /// <param name="forward">Forward of the expiry, in index points.</param>
    /// <param name="years">Time to expiry in years of 365 days.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static DeltaSkew Skew25(ReadOnlySpan<double> strikes, ReadOnlySpan<double> outOfTheMoneyVolatilities, double forward, double years)
    {
        if (outOfTheMoneyVolatilities.Length != strikes.Length)
            throw new ArgumentException("Pass one volatility for each strike.");
        var first = 0;
        while (first < strikes.Length && strikes[first] < forward)
            first++;
        var put = new Crossing();
        for (var i = first - 1; i >= 0 && !put.IsFound; i--)
            put.Take(Delta(OptionRight.Put, strikes[i], outOfTheMoneyVolatilities[i], forward, years), outOfTheMoneyVolatilities[i]);
        var call = new Crossing();
        for (var i = first; i < strikes.Length && !call.IsFound; i++)
            call.Take(Delta(OptionRight.Call, strikes[i], outOfTheMoneyVolatilities[i], forward, years), outOfTheMoneyVolatilities[i]);
        return new(put.Volatility, call.Volatility);
    }

    /// <summary>F σ √t: one standard deviation of the price at expiry to first order, in index points.</summary>
    /// <param name="forward">Forward in index points.</param>
    /// <param name="atmVolatility">Volatility at the money, decimal.</param>
    /// <param name="years">Time to expiry in years of 365 days.</param>
    public static double ExpectedMove(double forward, double atmVolatility, double years) => forward * atmVolatility * Math.Sqrt(years);

    /// <summary>
    /// What the market pays for the move either way: the price of call and put at the strike nearest the forward, undiscounted, in index
    /// points. It is E|F(T) − K|, about 0.8 of <see cref="ExpectedMove"/>.
    /// </summary>
    /// <param name="call">Price of the call at that strike, in currency per unit of the underlying.</param>
    /// <param name="put">Price of the put at that strike.</param>
    /// <param name="years">Time to expiry in years of 365 days.</param>
    /// <param name="rate">Continuous rate per year, act/365.</param>
    public static double StraddleMove(double call, double put, double years, double rate) => Math.Exp(rate * years) * (call + put);

    private static double Delta(OptionRight right, double strike, double volatility, double forward, double years) =>
        Math.Abs(Black76.RawGreeks(right, forward, strike, years, 0, volatility).Delta);

    // Walks outward from the money until the delta falls below a quarter.
    private struct Crossing()
    {
        private double lastDelta = double.NaN;
        private double lastVolatility;

        public double Volatility { get; private set; } = double.NaN;

        public bool IsFound { get; private set; }

        public void Take(double delta, double volatility)
        {
            if (double.IsNaN(delta))
                return;
            if (delta <= Quarter)
            {
                IsFound = true;
                var weight = (lastDelta - Quarter) / (lastDelta - delta);
                Volatility = delta == Quarter ? volatility : lastVolatility + weight * (volatility - lastVolatility);
            }

            (lastDelta, lastVolatility) = (delta, volatility);
        }
    }
}
