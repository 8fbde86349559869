namespace Pricing;

/// <summary>The right that a European option gives its holder.</summary>
public enum OptionRight : byte
{
    /// <summary>To buy at the strike: worth max(F − K, 0) at expiry.</summary>
    Call,

    /// <summary>To sell at the strike: worth max(K − F, 0) at expiry.</summary>
    Put,
}
