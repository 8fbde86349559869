namespace Pricing.Chains;

/// <summary>A call and a put of one strike and expiry, quoted on both sides.</summary>
/// <param name="Strike">Strike, in index points.</param>
/// <param name="CallMid">Middle of the call's best bid and ask, in currency per unit of the underlying.</param>
/// <param name="PutMid">Middle of the put's best bid and ask.</param>
/// <param name="SpreadSum">The call's ask − bid plus the put's: how far the mids can be off.</param>
public readonly record struct ParityQuote(double Strike, double CallMid, double PutMid, double SpreadSum)
{
    /// <summary>Every figure is finite, strike and mids are positive, and the quotes are not crossed.</summary>
    internal bool IsTwoSided =>
        double.IsFinite(Strike) && double.IsFinite(CallMid) && double.IsFinite(PutMid) && double.IsFinite(SpreadSum)
        && Strike > 0 && CallMid > 0 && PutMid > 0 && SpreadSum >= 0;
}
