namespace Pricing.Chains;

/// <summary>
/// J. Gatheral's raw SVI (2004): total variance w(k) = A + B (ρ (k − M) + √((k − M)² + Σ²)) of log-moneyness k = ln(K/F).
/// </summary>
/// <param name="A">Level of total variance.</param>
/// <param name="B">Slope of the wings; not negative.</param>
/// <param name="Rho">Tilt, −1 … 1.</param>
/// <param name="M">Log-moneyness of the bend.</param>
/// <param name="Sigma">Width of the bend; positive.</param>
public readonly record struct SviSmile(double A, double B, double Rho, double M, double Sigma)
{
    /// <summary>σ²t at log-moneyness <paramref name="k"/>.</summary>
    public double TotalVariance(double k) => A + B * (Rho * (k - M) + Math.Sqrt((k - M) * (k - M) + Sigma * Sigma));

    /// <summary>Decimal volatility at a strike.</summary>
    /// <param name="strike">Strike in index points.</param>
    /// <param name="forward">Forward of the expiry in index points.</param>
    /// <param name="years">Time to expiry in years of 365 days.</param>
    public double Volatility(double strike, double forward, double years) => Math.Sqrt(TotalVariance(Math.Log(strike / forward)) / years);

    /// <summary>
    /// V. Durrleman's condition, (1 − k w'/2w)² − w'²/4 (1/w + 1/4) + w''/2: proportional to the density of the price at expiry that the
    /// smile implies. Negative at any k means that a butterfly there has a negative price: an arbitrage.
    /// </summary>
    public double Density(double k)
    {
        var distance = k - M;
        var root = Math.Sqrt(distance * distance + Sigma * Sigma);
        var w = A + B * (Rho * distance + root);
        var slope = B * (Rho + distance / root);
        var curvature = B * Sigma * Sigma / (root * root * root);
        var first = 1 - 0.5 * k * slope / w;
        return first * first - 0.25 * slope * slope * (1 / w + 0.25) + 0.5 * curvature;
    }
}
