using Pricing;
using Pricing.Vector;

namespace Grains.Chains;

/// <summary>Inputs and results of the vector pricer, one element a contract.</summary>
internal sealed class PricingColumns(int capacity)
{
    readonly double[] prices = new double[capacity];
    readonly double[] deltas = new double[capacity];
    readonly double[] gammas = new double[capacity];
    readonly double[] thetas = new double[capacity];
    readonly double[] vegas = new double[capacity];
    readonly double[] rhos = new double[capacity];

    public OptionRight[] Rights { get; } = new OptionRight[capacity];

    public double[] Strikes { get; } = new double[capacity];

    public double[] Volatilities { get; } = new double[capacity];

    public OptionGreeks this[int row] => new(prices[row], deltas[row], gammas[row], thetas[row], vegas[row], rhos[row]);

    /// <summary>Rupees per volatility point.</summary>
    public double Vega(int row) => vegas[row];

    /// <summary>Values the first <paramref name="count"/> rows at their volatilities.</summary>
    public void Evaluate(in ValuationTerms terms, int count) => ChainPricer.Greeks(
        new(terms.Forward, terms.Years, terms.Rate),
        Rights.AsSpan(0, count),
        Strikes.AsSpan(0, count),
        Volatilities.AsSpan(0, count),
        new()
        {
            Price = prices.AsSpan(0, count),
            Delta = deltas.AsSpan(0, count),
            Gamma = gammas.AsSpan(0, count),
            ThetaPerDay = thetas.AsSpan(0, count),
            VegaPerPoint = vegas.AsSpan(0, count),
            RhoPerPoint = rhos.AsSpan(0, count),
        });

    /// <summary>Replaces a row's volatility and results by those of a row elsewhere.</summary>
    public void Take(int row, PricingColumns from, int other)
    {
        Volatilities[row] = from.Volatilities[other];
        (prices[row], deltas[row], gammas[row]) = (from.prices[other], from.deltas[other], from.gammas[other]);
        (thetas[row], vegas[row], rhos[row]) = (from.thetas[other], from.vegas[other], from.rhos[other]);
    }
}
