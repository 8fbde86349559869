namespace Kite.Simulator.Market;

/// <summary>
/// A larger listing: six indices on two exchanges, weekly chains for one index of each, and a few shares. The options are spread evenly over
/// the chains, around the level that the seed starts from.
/// </summary>
internal static class LargeWorld
{
    public const int Least = 200;

    /// <summary>255 strikes of one chain have different tokens.</summary>
    public const int Most = 36_000;

    const int WeeklyChains = 18;
    const int MonthlyChains = 9;

    /// <summary>The same facts with this many option contracts.</summary>
    public static MarketFacts Of(MarketFacts facts, int options)
    {
        UnderlyingFacts[] indices = [.. facts.Exchange.Underlyings, .. facts.More.Indices];
        var chains = indices.Sum(ChainsOf);
        var (each, rest) = Math.DivRem(options / 2, chains);
        var widened = new List<UnderlyingFacts>();
        foreach (var index in indices)
        {
            var strikes = new int[ChainsOf(index)];
            for (var i = 0; i < strikes.Length; i++)
                strikes[i] = each + (rest-- > 0 ? 1 : 0);
            widened.Add(index with { Strikes = strikes });
        }

        return facts with { Exchange = facts.Exchange with { Underlyings = [.. widened, .. facts.More.Shares] } };
    }

    static int ChainsOf(UnderlyingFacts index) => index.Weekly ? WeeklyChains : MonthlyChains;
}
