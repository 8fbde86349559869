using Grains.Interfaces.Instruments;
using Pricing;
using Pricing.Chains;

namespace Grains.Instruments;

/// <summary>What solving a quote gave: volatility (NaN unless <see cref="Status"/> is ok) and the forward that went into it.</summary>
internal readonly record struct QuoteSolution(PricingStatus Status, double Volatility, double Forward, bool LowInformation)
{
    public static QuoteSolution None(PricingStatus status, double forward = double.NaN) => new(status, double.NaN, forward, false);
}

/// <summary>
/// From a quote to an implied volatility. The instrument solves when its quote changes; the chain solves again when the forward has moved under a standing quote: both with this.
/// </summary>
internal static class QuoteSolver
{
    /// <param name="quote">Bid, ask, last price and when it traded.</param>
    /// <param name="contract">The option.</param>
    /// <param name="forward">NaN when there is none.</param>
    /// <param name="rate">Continuous, act/365.</param>
    /// <param name="asOf">Unix seconds: time left is counted from here.</param>
    /// <param name="staleAfterSeconds">Without a two-sided quote, the age at which a last trade is no price.</param>
    public static QuoteSolution Solve(in InstrumentUpdate quote, OptionContract contract, double forward, double rate, long asOf, double staleAfterSeconds)
    {
        var life = contract.LifeAt(asOf);
        if (life != PricingStatus.Ok)
            return QuoteSolution.None(life);
        if (double.IsNaN(forward))
            return QuoteSolution.None(PricingStatus.NoForward);
        var unpriced = Price(quote, asOf, staleAfterSeconds, out var price);
        if (unpriced != PricingStatus.Ok)
            return QuoteSolution.None(unpriced, forward);
        var years = contract.YearsAt(asOf);
        var status = Black76.ImpliedVolatility(contract.Right, price, forward, contract.Strike, years, rate, out var volatility);
        return status != PricingStatus.Ok
            ? QuoteSolution.None(status, forward)
            : new(status, volatility, forward, ChainFigures.LowInformation(contract.Right, price, forward, contract.Strike, years, rate, volatility, contract.TickSize));
    }

    /// <summary>The mid of a two-sided quote, else a last trade that is young enough; rupees.</summary>
    static PricingStatus Price(in InstrumentUpdate quote, long asOf, double staleAfterSeconds, out double price)
    {
        price = double.NaN;
        if (quote.Bid > 0 && quote.Ask > quote.Bid)
        {
            price = ((double)quote.Bid + quote.Ask) / (2 * quote.Divisor);
            return PricingStatus.Ok;
        }

        if (quote.LastPrice <= 0)
            return PricingStatus.NoPrice;
        if (quote.LastTradeTime != 0 && asOf - quote.LastTradeTime > staleAfterSeconds)
            return PricingStatus.StalePrice;
        price = (double)quote.LastPrice / quote.Divisor;
        return PricingStatus.Ok;
    }
}
