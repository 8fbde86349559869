using Pricing;

namespace Grains.Interfaces.Chains;

/// <summary>
/// A contract's figures by somebody else's convention, from its last price, beside ours in the same units: for reconciling two screens. Null where that convention gives none.
/// </summary>
/// <param name="Name"><c>nse</c> (Black-Scholes on spot, 10 %, whole days), <c>upstox</c> (Black-76 at the parity forward, rate 0) or <c>service</c> (ours, from the last price).</param>
/// <param name="Delta">With respect to spot for <c>nse</c>, to the forward for the others.</param>
[GenerateSerializer, Immutable, Alias("ticker.ConventionView")]
public sealed record ConventionView(
    [property: Id(0)] string Name,
    [property: Id(1)] PricingStatus Status,
    [property: Id(2)] double? Iv,
    [property: Id(3)] double? Delta,
    [property: Id(4)] double? Gamma,
    [property: Id(5)] double? ThetaPerDay,
    [property: Id(6)] double? VegaPerPoint,
    [property: Id(7)] double? RhoPerPoint,
    [property: Id(8)] double? Price);
