namespace Pricing.Chains;

/// <summary>Volatilities of an expiry at the deltas of −0.25 and 0.25, decimal; NaN where the quotes do not reach.</summary>
/// <param name="PutVolatility">Of the put whose delta is −0.25.</param>
/// <param name="CallVolatility">Of the call whose delta is 0.25.</param>
public readonly record struct DeltaSkew(double PutVolatility, double CallVolatility)
{
    /// <summary>Put less call, decimal: positive when falls are feared more than rises.</summary>
    public double Skew => PutVolatility - CallVolatility;
}
