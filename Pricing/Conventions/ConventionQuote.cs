namespace Pricing.Conventions;

/// <summary>What any of the conventions may ask of a quote.</summary>
/// <param name="Right">Call or put.</param>
/// <param name="Price">The price to invert, in currency per unit of the underlying; NSE and Upstox take the last traded one.</param>
/// <param name="Strike">Strike in index points.</param>
/// <param name="Spot">Spot of the underlying in index points.</param>
/// <param name="Forward">
/// Forward of the expiry in index points: the published one for the service's convention, the one from put-call parity for Upstox's.
/// </param>
/// <param name="Rate">The service's continuous rate per year, act/365; the other conventions have their own.</param>
/// <param name="At">Exchange time of the quote.</param>
/// <param name="Expiry">Expiry date of the contract.</param>
/// <param name="ExpiryInstant">The service's effective-dated expiry instant; Upstox's is always 15:30 IST.</param>
public readonly record struct ConventionQuote(
    OptionRight Right, double Price, double Strike, double Spot, double Forward, double Rate,
    DateTimeOffset At, DateOnly Expiry, DateTimeOffset ExpiryInstant);
