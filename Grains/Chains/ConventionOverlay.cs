using Grains.Interfaces.Chains;
using Pricing;
using Pricing.Chains;
using Pricing.Conventions;

namespace Grains.Chains;

/// <summary>Adds another convention's figures to a chain as it stands; ours are left as they were published.</summary>
internal static class ConventionOverlay
{
    public static ChainSnapshot Add(ChainSnapshot chain, PricingConvention convention, ReadOnlySpan<ChainStrike> strikes, DateTimeOffset expiryInstant)
    {
        if (chain.Header is not { AsOf: { } at, Forward: { } forward, Spot: { } spot })
            return chain;
        if (convention == PricingConvention.Upstox)
            forward = ParityAtNoRate(strikes, forward);
        var rows = chain.Rows.ToBuilder();
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i] = rows[i] with { Call = With(rows[i].Call, strikes[i].Call), Put = With(rows[i].Put, strikes[i].Put) };
        }

        return chain with { Rows = rows.MoveToImmutable() };

        OptionQuote? With(OptionQuote? quote, ChainSide? side) => quote is null || side is null ? quote : quote with
        {
            Convention = View(convention, quote.Ltp, new(
                side.Contract.Right, (double)(quote.Ltp ?? 0), side.Contract.Strike, (double)spot, forward, chain.Header.Rate, at, chain.Header.Expiry, expiryInstant)),
        };
    }

    static ConventionView View(PricingConvention convention, decimal? last, ConventionQuote quote)
    {
        var name = PricingConventionNames.ToJsonName(convention);
        if (last is null)
            return new(name, PricingStatus.NoPrice, null, null, null, null, null, null, null);
        var figures = ConventionPricer.Value(convention, quote);
        if (figures.Status != PricingStatus.Ok)
            return new(name, figures.Status, null, null, null, null, null, null, null);
        var greeks = figures.Greeks;
        return new(name, figures.Status, figures.ImpliedVolatility, greeks.Delta, greeks.Gamma, greeks.ThetaPerDay, greeks.VegaPerPoint, greeks.RhoPerPoint, greeks.Price);
    }

    static double ParityAtNoRate(ReadOnlySpan<ChainStrike> strikes, double near)
    {
        var quotes = new List<ParityQuote>(strikes.Length);
        foreach (var strike in strikes)
        {
            if (strike.Parity is { } quote)
                quotes.Add(quote);
        }

        return ForwardEstimator.TryFromParity(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(quotes), near, 0, 0, out var forward) ? forward : near;
    }
}
