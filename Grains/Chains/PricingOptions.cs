namespace Grains.Chains;

/// <summary>How chains are priced and published (settings <c>Ticker:Pricing</c>).</summary>
public sealed class PricingOptions
{
    /// <summary>Continuous, act/365, decimal. Default: 0.065. Allowed: -0.1 to 0.5.</summary>
    public double Rate { get; set; } = 0.065;

    /// <summary>Decimal dividend yield of the carry forward, used only when neither futures nor parity give one. Default: 0.</summary>
    public double DividendYield { get; set; }

    /// <summary>How often changed chains are published. Default: 100 ms. Allowed: 10 ms to 5 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Relative move of the forward after which a standing quote is solved again. Default: 0.00002, half a point of NIFTY.</summary>
    public double ForwardMove { get; set; } = 0.00002;

    /// <summary>Without a two-sided quote, the age at which a last trade is no price any more. Default: 15 min.</summary>
    public TimeSpan StalePriceAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>A packet younger than this makes a quote live. Default: 10 s.</summary>
    public TimeSpan LiveFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Why these settings cannot be used, or null.</summary>
    public string? Problem() =>
        Rate is not (>= -0.1 and <= 0.5) ? $"Ticker:Pricing:Rate is {Rate}; it must be between -0.1 and 0.5."
        : DividendYield is not (>= -0.1 and <= 0.5) ? $"Ticker:Pricing:DividendYield is {DividendYield}; it must be between -0.1 and 0.5."
        : Interval < TimeSpan.FromMilliseconds(10) || Interval > TimeSpan.FromSeconds(5) ? $"Ticker:Pricing:Interval is {Interval}; it must be between 00:00:00.010 and 00:00:05."
        : ForwardMove is not (>= 0 and <= 0.1) ? $"Ticker:Pricing:ForwardMove is {ForwardMove}; it must be between 0 and 0.1."
        : StalePriceAfter <= TimeSpan.Zero ? $"Ticker:Pricing:StalePriceAfter is {StalePriceAfter}; it must be above zero."
        : LiveFor <= TimeSpan.Zero ? $"Ticker:Pricing:LiveFor is {LiveFor}; it must be above zero."
        : null;
}
