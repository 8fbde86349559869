namespace Pricing;

/// <summary>Which formula a batch is priced by.</summary>
public enum PricingModel : byte
{
    /// <summary><see cref="Pricing.Black76"/>: the level is the forward of the option's expiry.</summary>
    Black76,

    /// <summary><see cref="Pricing.BlackScholesMerton"/>: the level is the spot.</summary>
    BlackScholesMerton,
}
