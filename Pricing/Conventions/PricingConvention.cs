namespace Pricing.Conventions;

/// <summary>Whose definitions a figure follows. JSON: service, nse, upstox.</summary>
public enum PricingConvention : byte
{
    /// <summary>This service's: Black-76 on the published forward at the configured rate, act/365 to the expiry instant.</summary>
    Service,

    /// <summary>NSE's option-chain page: see <see cref="NseDisplay"/>.</summary>
    Nse,

    /// <summary>Upstox's Greeks: Black-76 at the parity forward, rate 0, act/365 to 15:30 IST of the expiry date.</summary>
    Upstox,
}
