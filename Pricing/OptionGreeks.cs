namespace Pricing;

/// <summary>A price and five Greeks in the units that the service publishes; the unit is in each member's name.</summary>
/// <param name="Price">Present value of one option, in currency per unit of the underlying.</param>
/// <param name="Delta">∂P/∂F (Black-76) or ∂P/∂S (Black-Scholes-Merton), per index point; −1 … 1 before discounting.</param>
/// <param name="Gamma">∂²P/∂F² or ∂²P/∂S², per index point squared.</param>
/// <param name="ThetaPerDay">−∂P/∂t ÷ 365: what one calendar day takes away while forward (or spot), rate and volatility stay.</param>
/// <param name="VegaPerPoint">∂P/∂σ ÷ 100: per volatility point (0.01).</param>
/// <param name="RhoPerPoint">
/// ∂P/∂r ÷ 100: per percentage point. Black-76 holds the forward (so rho = −t·P); Black-Scholes-Merton holds spot and dividend yield.
/// </param>
public readonly record struct OptionGreeks(
    double Price, double Delta, double Gamma, double ThetaPerDay, double VegaPerPoint, double RhoPerPoint)
{
    /// <summary>Every member NaN: what invalid inputs give. Never a silent zero.</summary>
    public static OptionGreeks None { get; } = RawGreeks.None.ToOptionGreeks();
}
