namespace Pricing.Vector;

/// <summary>
/// Implied volatilities and Greeks of options that share nothing: several chains at once, or the candles of a contract's history. As
/// <see cref="ChainPricer"/> otherwise; the discount factors are computed for each row.
/// </summary>
public static class BatchPricer
{
    /// <summary>The volatility of each price, and why where there is none.</summary>
    /// <param name="options">The rows.</param>
    /// <param name="prices">Quoted price of each row in currency per unit of the underlying.</param>
    /// <param name="volatilities">Result: per square root of a year; NaN unless the row's status is Ok.</param>
    /// <param name="statuses">Result: as <see cref="Black76.ImpliedVolatility"/>.</param>
    /// <param name="width">How many rows at a time.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static void ImpliedVolatilities(
        in OptionColumns options, ReadOnlySpan<double> prices, Span<double> volatilities, Span<PricingStatus> statuses,
        SimdWidth width = SimdWidth.Widest) =>
        BatchEngine.Volatilities(options.ToRows(), prices, volatilities, statuses, width);

    /// <summary>Price and Greeks of each row at its volatility.</summary>
    /// <param name="options">The rows.</param>
    /// <param name="volatilities">Volatility of each row, per square root of a year; a NaN gives NaN in every column.</param>
    /// <param name="greeks">Result, in the published units.</param>
    /// <param name="width">How many rows at a time.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static void Greeks(in OptionColumns options, ReadOnlySpan<double> volatilities, in GreekColumns greeks, SimdWidth width = SimdWidth.Widest) =>
        BatchEngine.Greeks(options.ToRows(), volatilities, greeks, width);
}
