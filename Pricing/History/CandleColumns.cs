namespace Pricing.History;

/// <summary>Candles of one contract, one column for each input, all of one length.</summary>
public readonly ref struct CandleColumns
{
    /// <summary>Instant that each price belongs to, in Unix seconds: for a close the end of its candle.</summary>
    public required ReadOnlySpan<long> UnixSeconds { get; init; }

    /// <summary>The contract's price at that instant, in currency per unit of the underlying.</summary>
    public required ReadOnlySpan<double> Prices { get; init; }

    /// <summary>Forward of the contract's expiry at that instant, in index points.</summary>
    public required ReadOnlySpan<double> Forwards { get; init; }
}
