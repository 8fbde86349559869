namespace Pricing.Chains;

/// <summary>Volatility at the money of one expiry.</summary>
/// <param name="Years">Time to expiry in years of 365 days; positive.</param>
/// <param name="Volatility">Decimal, per square root of a year; not negative.</param>
public readonly record struct TermPoint(double Years, double Volatility)
{
    /// <summary>σ²t.</summary>
    public double TotalVariance => Volatility * Volatility * Years;
}
