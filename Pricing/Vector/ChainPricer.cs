namespace Pricing.Vector;

/// <summary>
/// Implied volatilities and Greeks of one expiry's chain by <see cref="Black76"/>, many strikes at a time. Same definitions, statuses and
/// accuracy gates as the scalar path; no allocation, no state, no start carried over from an earlier call.
/// </summary>
/// <remarks>
/// A row's result does not depend on its neighbours or on its place. Rows that the vector kernels do not cover (amounts beyond 1e±80,
/// σ√t beyond about 1.3, prices beyond half of the smaller leg, invalid input) go through the scalar path one by one.
/// </remarks>
public static class ChainPricer
{
    /// <summary>The volatility of each price, and why where there is none.</summary>
    /// <param name="terms">Forward, time and rate of the chain.</param>
    /// <param name="rights">Call or put, for each row.</param>
    /// <param name="strikes">Strike of each row in index points, in any order.</param>
    /// <param name="prices">Quoted price of each row in currency per unit of the underlying.</param>
    /// <param name="volatilities">Result: per square root of a year; NaN unless the row's status is Ok.</param>
    /// <param name="statuses">Result: as <see cref="Black76.ImpliedVolatility"/>.</param>
    /// <param name="width">How many rows at a time.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static void ImpliedVolatilities(
        in ChainTerms terms, ReadOnlySpan<OptionRight> rights, ReadOnlySpan<double> strikes, ReadOnlySpan<double> prices,
        Span<double> volatilities, Span<PricingStatus> statuses, SimdWidth width = SimdWidth.Widest) =>
        BatchEngine.Volatilities(Rows(terms, rights, strikes), prices, volatilities, statuses, width);

    /// <summary>Price and Greeks of each row at its volatility.</summary>
    /// <param name="terms">Forward, time and rate of the chain.</param>
    /// <param name="rights">Call or put, for each row.</param>
    /// <param name="strikes">Strike of each row in index points, in any order.</param>
    /// <param name="volatilities">Volatility of each row, per square root of a year; a NaN gives NaN in every column.</param>
    /// <param name="greeks">Result, in the published units.</param>
    /// <param name="width">How many rows at a time.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static void Greeks(
        in ChainTerms terms, ReadOnlySpan<OptionRight> rights, ReadOnlySpan<double> strikes, ReadOnlySpan<double> volatilities,
        in GreekColumns greeks, SimdWidth width = SimdWidth.Widest) =>
        BatchEngine.Greeks(Rows(terms, rights, strikes), volatilities, greeks, width);

    private static RowSource Rows(in ChainTerms terms, ReadOnlySpan<OptionRight> rights, ReadOnlySpan<double> strikes) => rights.Length == strikes.Length
        ? new() { Model = PricingModel.Black76, IsChain = true, Shared = terms, Rights = rights, Strikes = strikes }
        : throw new ArgumentException("Pass one right for each strike.", nameof(rights));
}
