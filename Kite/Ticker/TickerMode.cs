namespace Kite.Ticker;

/// <summary>How much a subscription carries.</summary>
public enum TickerMode : byte
{
    /// <summary>The last price alone, without a time.</summary>
    Ltp,

    /// <summary>Day prices and volumes, without a time or a book.</summary>
    Quote,

    /// <summary>All: open interest, times, five levels a side.</summary>
    Full,
}
