namespace Pricing.Conventions;

/// <summary>A quote valued by one convention.</summary>
/// <param name="Convention">Whose definitions these are.</param>
/// <param name="Status">Ok, or why there is no volatility.</param>
/// <param name="ImpliedVolatility">Decimal, per square root of a year of the convention's own time; NaN unless Ok.</param>
/// <param name="Greeks">
/// In the published units; NaN unless Ok. NSE's are with respect to spot and are those of its model, since its page displays none; the
/// others are with respect to the forward. Upstox's price and delta are undiscounted.
/// </param>
/// <param name="Years">The time to expiry that was used, in years.</param>
/// <param name="Rate">The rate that was used, continuous per year.</param>
public readonly record struct ConventionFigures(
    PricingConvention Convention, PricingStatus Status, double ImpliedVolatility, OptionGreeks Greeks, double Years, double Rate);
