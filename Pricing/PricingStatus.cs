namespace Pricing;

/// <summary>
/// Why an implied volatility exists or does not. The bounds are judged with the unit u = 2^-52 · max(S e^{-qt}, K e^{-rt});
/// P is the price, I the discounted intrinsic value of the forward.
/// </summary>
public enum PricingStatus : byte
{
    /// <summary>The price has an implied volatility.</summary>
    Ok,

    /// <summary>P − I &lt; −8u: no volatility gives so low a price.</summary>
    BelowIntrinsic,

    /// <summary>|P − I| ≤ 8u while I &gt; 0, or P = 0 while I = 0: any small enough volatility gives this price.</summary>
    NoTimeValue,

    /// <summary>P ≥ max − 8u, max = S e^{-qt} for a call and K e^{-rt} for a put: no volatility gives so high a price.</summary>
    AboveMax,

    /// <summary>The time to expiry is zero or negative.</summary>
    Expired,

    /// <summary>The expiry instant has passed and the session that settles it has not ended. Set by the caller, who knows the session.</summary>
    Settling,

    /// <summary>There is neither a two-sided quote nor a last price. Set by the caller.</summary>
    NoPrice,

    /// <summary>The price is too old to be inverted. Set by the caller.</summary>
    StalePrice,

    /// <summary>No source of a forward is available. Set by the caller.</summary>
    NoForward,

    /// <summary>An input is NaN or infinite, a forward, spot or strike is not positive, or a discounted amount leaves the range of a double.</summary>
    InvalidInput,
}
