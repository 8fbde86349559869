namespace Pricing.Positions;

/// <summary>One holding of a position: an option, or the underlying's future, by Black-76.</summary>
/// <param name="Right">Call or put; null for a future, whose value is forward less entry price.</param>
/// <param name="Strike">Strike in index points; not read for a future.</param>
/// <param name="Forward">Forward of the leg's expiry in index points; a future's own price.</param>
/// <param name="Years">Time to expiry in years of 365 days; zero or less is expired.</param>
/// <param name="Rate">Continuous rate per year, act/365.</param>
/// <param name="Volatility">Decimal, per square root of a year; not read for a future.</param>
/// <param name="Quantity">Units of the underlying (lots times lot size); negative when sold.</param>
/// <param name="EntryPrice">Price paid or received per unit, in currency; for gains and losses.</param>
public readonly record struct PositionLeg(
    OptionRight? Right, double Strike, double Forward, double Years, double Rate, double Volatility, double Quantity, double EntryPrice);
