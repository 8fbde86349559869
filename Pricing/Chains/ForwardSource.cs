namespace Pricing.Chains;

/// <summary>Where the forward of an expiry came from, in order of preference. JSON: future, parity, basis, carry; null for None.</summary>
public enum ForwardSource : byte
{
    /// <summary>There is no forward.</summary>
    None,

    /// <summary>The live, two-sided future of the same expiry.</summary>
    Future,

    /// <summary>Put-call parity at the strikes nearest the money.</summary>
    Parity,

    /// <summary>Spot carried at the rate that the nearest future implies.</summary>
    Basis,

    /// <summary>Spot carried at the configured rate less the dividend yield.</summary>
    Carry,
}
