using Grains.Instruments;
using Grains.Interfaces.Chains;
using Grains.Sessions;
using Pricing.Chains;

namespace Grains.Chains;

/// <summary>The forward of one expiry: the same expiry's future, else put-call parity, else the nearest future's basis, else carry.</summary>
internal sealed class ForwardSelector(string exchange, DateOnly expiry, ExpiryRules rules, PricingOptions options)
{
    /// <summary>NaN and <see cref="ForwardSource.None"/> when nothing is known yet.</summary>
    public (double Forward, ForwardSource Source) Select(ReadOnlySpan<ParityQuote> quotes, UnderlyingPoint underlying, long asOf, double years, double previous)
    {
        foreach (var future in underlying.Futures)
        {
            if (future.Expiry == expiry && Mid(future) is { } mid)
                return (mid, ForwardSource.Future);
        }

        var spot = (double?)underlying.Spot;
        var near = double.IsNaN(previous) ? spot ?? Middle(quotes) : previous;
        if (ForwardEstimator.TryFromParity(quotes, near, options.Rate, years, out var parity))
            return (parity, ForwardSource.Parity);
        if (spot is not { } s)
            return (double.NaN, ForwardSource.None);
        foreach (var future in underlying.Futures)
        {
            if (Mid(future) is { } mid)
                return (ForwardEstimator.FromBasis(s, mid, YearsTo(future.Expiry, asOf), years), ForwardSource.Basis);
        }

        return (ForwardEstimator.FromCarry(s, options.Rate, options.DividendYield, years), ForwardSource.Carry);
    }

    double YearsTo(DateOnly date, long asOf) => (rules.For(exchange, date).Expiry.ToUnixTimeSeconds() - asOf) / OptionContract.SecondsPerYear;

    static double? Mid(FuturePoint future) => future is { Fresh: true, Bid: { } bid, Ask: { } ask } && ask > bid ? (double)(bid + ask) / 2 : null;

    static double Middle(ReadOnlySpan<ParityQuote> quotes) => quotes.IsEmpty ? double.NaN : quotes[quotes.Length / 2].Strike;
}
