namespace Pricing.Positions;

/// <summary>
/// Gain of a position at expiry as a function of the settlement price: linear between its strikes, so that break-evens and extremes are
/// exact. In currency, per position; before charges, and without interest on the entry prices.
/// </summary>
/// <param name="BreakEvens">Settlement prices in index points at which the gain is zero, ascending; a stretch of zeros gives its two ends.</param>
/// <param name="MaxGain">The most that can be gained; positive infinity when it has no bound.</param>
/// <param name="MaxLoss">The least gain, negative for a loss; negative infinity when it has no bound.</param>
/// <param name="Points">Settlement prices (0 and the strikes, ascending) and the gain at each; beyond the last it is linear.</param>
/// <param name="SlopeAbove">Change of the gain per index point above the last strike.</param>
public sealed record PayoffProfile(
    IReadOnlyList<double> BreakEvens, double MaxGain, double MaxLoss, IReadOnlyList<(double Settlement, double Gain)> Points, double SlopeAbove)
{
    /// <summary>The profile of <paramref name="legs"/>, which all settle at the same price.</summary>
    /// <exception cref="ArgumentException">There is no leg, the legs expire at different times, or a number is not finite.</exception>
    public static PayoffProfile Of(ReadOnlySpan<PositionLeg> legs)
    {
        Require(legs);
        var kinks = new SortedSet<double> { 0 };
        foreach (ref readonly var leg in legs)
        {
            if (leg.Right is not null)
                kinks.Add(leg.Strike);
        }

        var points = new List<(double Settlement, double Gain)>(kinks.Count);
        foreach (var kink in kinks)
            points.Add((kink, Gain(legs, kink)));
        var slope = 0.0;
        foreach (ref readonly var leg in legs)
            slope += leg.Right == OptionRight.Put ? 0 : leg.Quantity;
        return new(
            Roots(points, slope),
            slope > 0 ? double.PositiveInfinity : points.Max(p => p.Gain),
            slope < 0 ? double.NegativeInfinity : points.Min(p => p.Gain),
            points, slope);
    }

    /// <summary>Gain in currency when all legs settle at <paramref name="settlement"/> index points.</summary>
    public static double Gain(ReadOnlySpan<PositionLeg> legs, double settlement)
    {
        var gain = 0.0;
        foreach (ref readonly var leg in legs)
        {
            var worth = leg.Right switch
            {
                OptionRight.Call => Math.Max(settlement - leg.Strike, 0),
                OptionRight.Put => Math.Max(leg.Strike - settlement, 0),
                _ => settlement,
            };
            gain += leg.Quantity * (worth - leg.EntryPrice);
        }

        return gain;
    }

    private static List<double> Roots(List<(double Settlement, double Gain)> points, double slopeAbove)
    {
        var roots = new List<double>();
        for (var i = 0; i < points.Count; i++)
        {
            var (x, gain) = points[i];
            if (gain == 0)
                roots.Add(x);
            else if (i + 1 < points.Count && gain * points[i + 1].Gain < 0)
                roots.Add(x + (points[i + 1].Settlement - x) * (gain / (gain - points[i + 1].Gain)));
            else if (i + 1 == points.Count && gain * slopeAbove < 0)
                roots.Add(x - gain / slopeAbove);
        }

        return roots;
    }

    private static void Require(ReadOnlySpan<PositionLeg> legs)
    {
        if (legs.IsEmpty)
            throw new ArgumentException("Pass at least one leg.", nameof(legs));
        foreach (ref readonly var leg in legs)
        {
            if (leg.Years != legs[0].Years)
                throw new ArgumentException("Pass legs of one expiry: before its last expiry a position has no payoff, only a value.", nameof(legs));
            var hasStrike = leg.Right is null || (leg.Strike > 0 && double.IsFinite(leg.Strike));
            if (!double.IsFinite(leg.Quantity) || !double.IsFinite(leg.EntryPrice) || !hasStrike)
                throw new ArgumentException("Pass finite quantities and prices, and positive strikes.", nameof(legs));
        }
    }
}
