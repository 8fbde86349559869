namespace Pricing.Conventions;

/// <summary>Implied volatility and Greeks of a quote by a named convention, so that a trader can reconcile two screens. Pure functions.</summary>
public static class ConventionPricer
{
    private static readonly TimeSpan IndianTime = new(5, 30, 0);
    private static readonly TimeOnly UpstoxExpiry = new(15, 30);

    /// <summary>The figures of <paramref name="quote"/> by <paramref name="convention"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The convention is not a member of the enumeration.</exception>
    public static ConventionFigures Value(PricingConvention convention, in ConventionQuote quote) => convention switch
    {
        PricingConvention.Service => OnForward(convention, quote, Years(quote.At, quote.ExpiryInstant), quote.Rate),
        PricingConvention.Nse => OnSpot(quote),
        PricingConvention.Upstox => OnForward(convention, quote, Years(quote.At, new(quote.Expiry, UpstoxExpiry, IndianTime)), 0),
        _ => throw new ArgumentOutOfRangeException(nameof(convention), convention, "Pass a member of PricingConvention."),
    };

    /// <summary>Seconds from one instant to the other over 31,536,000: years of 365 days.</summary>
    public static double Years(DateTimeOffset from, DateTimeOffset to) => (to - from).TotalSeconds / 31_536_000;

    private static ConventionFigures OnForward(PricingConvention convention, in ConventionQuote q, double years, double rate)
    {
        var status = Black76.ImpliedVolatility(q.Right, q.Price, q.Forward, q.Strike, years, rate, out var volatility);
        return new(convention, status, volatility, Black76.Greeks(q.Right, q.Forward, q.Strike, years, rate, volatility), years, rate);
    }

    private static ConventionFigures OnSpot(in ConventionQuote q)
    {
        var years = NseDisplay.Years(DateOnly.FromDateTime(q.At.ToOffset(IndianTime).DateTime), q.Expiry);
        var status = BlackScholesMerton.ImpliedVolatility(q.Right, q.Price, q.Spot, q.Strike, years, NseDisplay.Rate, 0, out var volatility);
        var greeks = BlackScholesMerton.Greeks(q.Right, q.Spot, q.Strike, years, NseDisplay.Rate, 0, volatility);
        return new(PricingConvention.Nse, status, volatility, greeks, years, NseDisplay.Rate);
    }
}
