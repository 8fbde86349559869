namespace Grains.Subscriptions;

/// <summary>The strikes around the money. The middle follows the price with hysteresis, so that a price between two strikes does not move it back and forth.</summary>
internal static class StrikeLadder
{
    /// <summary>Of a step, how far the price must have left the middle. Above one half, where the nearest strike changes.</summary>
    const decimal Hysteresis = 0.75m;

    /// <summary>The strike in the middle; <paramref name="before"/> while nothing is known, or the price is still near it.</summary>
    /// <param name="strikes">Rising.</param>
    public static decimal? Center(IReadOnlyList<decimal> strikes, decimal? price, decimal? before)
    {
        if (price is not { } now || strikes.Count == 0)
            return before;
        var nearest = strikes.MinBy(s => Math.Abs(s - now));
        if (before is not { } middle || !strikes.Contains(middle) || middle == nearest)
            return nearest;
        var step = strikes.Where(s => now > middle ? s > middle : s < middle).Select(s => Math.Abs(s - middle)).DefaultIfEmpty(0).Min();
        return Math.Abs(now - middle) > Hysteresis * step ? nearest : middle;
    }

    /// <summary>The strike nearest to the middle and as many on each side of it; all without a width.</summary>
    public static IEnumerable<decimal> Around(IReadOnlyList<decimal> strikes, decimal? center, int width)
    {
        if (width == 0)
            return strikes;
        if (center is not { } middle || strikes.Count == 0)
            return [];
        var at = 0;
        for (var i = 1; i < strikes.Count; i++)
        {
            if (Math.Abs(strikes[i] - middle) < Math.Abs(strikes[at] - middle))
                at = i;
        }

        return strikes.Skip(Math.Max(0, at - width)).Take(Math.Min(at, width) + 1 + width);
    }
}
