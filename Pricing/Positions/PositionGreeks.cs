namespace Pricing.Positions;

/// <summary>
/// Greeks of a position or basket, in currency for all its units together. Sums per index point only mean something within one
/// underlying; the cash figures add up across underlyings.
/// </summary>
/// <param name="Value">Present value: what options are worth, and futures have gained since entry.</param>
/// <param name="Gain">Present value less what was paid for it; no interest on the payment.</param>
/// <param name="Delta">Per index point of the forward: units of the underlying that move alike.</param>
/// <param name="Gamma">Change of <paramref name="Delta"/> per index point.</param>
/// <param name="ThetaPerDay">Per calendar day.</param>
/// <param name="VegaPerPoint">Per volatility point (0.01), all volatilities moving together.</param>
/// <param name="RhoPerPoint">Per percentage point of rate, forwards held.</param>
/// <param name="DeltaCashPerPercent">For a move of every forward by 1 % of itself.</param>
/// <param name="GammaCashPerPercent">Change of <paramref name="DeltaCashPerPercent"/> for such a move, to first order.</param>
public readonly record struct PositionGreeks(
    double Value, double Gain, double Delta, double Gamma, double ThetaPerDay, double VegaPerPoint, double RhoPerPoint,
    double DeltaCashPerPercent, double GammaCashPerPercent)
{
    /// <summary>
    /// The sum over <paramref name="legs"/>, by Black-76. A leg with an invalid input (NaN, a volatility below 0, …) makes the sums NaN, since a
    /// risk with a part left out would look smaller than it is.
    /// </summary>
    public static PositionGreeks Of(ReadOnlySpan<PositionLeg> legs)
    {
        var sum = default(PositionGreeks);
        foreach (ref readonly var leg in legs)
        {
            var g = leg.Right is { } right
                ? Black76.Greeks(right, leg.Forward, leg.Strike, leg.Years, leg.Rate, leg.Volatility)
                : new OptionGreeks(leg.Forward - leg.EntryPrice, 1, 0, 0, 0, 0);
            var (q, percent) = (leg.Quantity, leg.Forward / 100);
            var paid = leg.Right is null ? 0 : leg.EntryPrice;
            sum = new(
                sum.Value + q * g.Price, sum.Gain + q * (g.Price - paid), sum.Delta + q * g.Delta, sum.Gamma + q * g.Gamma,
                sum.ThetaPerDay + q * g.ThetaPerDay, sum.VegaPerPoint + q * g.VegaPerPoint, sum.RhoPerPoint + q * g.RhoPerPoint,
                sum.DeltaCashPerPercent + q * g.Delta * percent,
                sum.GammaCashPerPercent + q * (g.Gamma * percent + g.Delta / 100) * percent);
        }

        return sum;
    }
}
