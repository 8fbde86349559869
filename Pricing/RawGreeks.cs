namespace Pricing;

/// <summary>
/// A price and five Greeks in the units of the formulas: per year and per 1.00. Same conventions as <see cref="OptionGreeks"/>
/// otherwise; this is the form that an oracle or a risk aggregation compares without a rounding in between.
/// </summary>
/// <param name="Price">Present value of one option, in currency per unit of the underlying.</param>
/// <param name="Delta">First derivative with respect to the forward (Black-76) or spot (Black-Scholes-Merton).</param>
/// <param name="Gamma">Second derivative with respect to the same.</param>
/// <param name="ThetaPerYear">−∂P/∂t, t in years.</param>
/// <param name="VegaPerUnit">∂P/∂σ per 1.00 of volatility.</param>
/// <param name="RhoPerUnit">∂P/∂r per 1.00 of continuous rate.</param>
public readonly record struct RawGreeks(
    double Price, double Delta, double Gamma, double ThetaPerYear, double VegaPerUnit, double RhoPerUnit)
{
    /// <summary>Every member NaN.</summary>
    public static RawGreeks None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>The same figures per calendar day (÷ 365), per volatility point (÷ 100) and per percentage point (÷ 100).</summary>
    public OptionGreeks ToOptionGreeks() => new(Price, Delta, Gamma, ThetaPerYear / 365, VegaPerUnit / 100, RhoPerUnit / 100);
}
