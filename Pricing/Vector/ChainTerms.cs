namespace Pricing.Vector;

/// <summary>What all options of one expiry share.</summary>
/// <param name="Forward">Forward price for the expiry, in index points; positive.</param>
/// <param name="Years">Time to expiry in years of 365 days; zero or less is expired.</param>
/// <param name="Rate">Continuous rate per year, act/365, 0.065 for 6.5 %; may be negative.</param>
public readonly record struct ChainTerms(double Forward, double Years, double Rate);
