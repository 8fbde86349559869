namespace Kite.Instruments;

/// <summary>The terms of a future or an option, whatever the broker calls it.</summary>
/// <param name="Strike">Rupees; 0 for futures.</param>
/// <param name="Type">Fut, Ce or Pe.</param>
public readonly record struct Contract(string Exchange, string Underlying, DateOnly Expiry, decimal Strike, InstrumentType Type);
