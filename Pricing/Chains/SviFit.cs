namespace Pricing.Chains;

/// <summary>A fitted smile and how far to trust it. A fit describes quotes; it never replaces one.</summary>
/// <param name="Smile">The parameters.</param>
/// <param name="Points">Strikes that were fitted.</param>
/// <param name="RootMeanSquare">Root mean square of fitted less quoted volatility over these strikes, decimal, unweighted.</param>
/// <param name="Worst">Largest absolute difference of fitted and quoted volatility, decimal.</param>
/// <param name="LeastDensity">Least value of <see cref="SviSmile.Density"/> over the quoted strikes and half their range beyond.</param>
/// <param name="LeastDensityAt">Log-moneyness ln(K/F) of that least value.</param>
public readonly record struct SviFit(
    SviSmile Smile, int Points, double RootMeanSquare, double Worst, double LeastDensity, double LeastDensityAt)
{
    /// <summary>No butterfly has a negative price where it was looked for.</summary>
    public bool IsFreeOfButterflyArbitrage => LeastDensity >= 0;
}
