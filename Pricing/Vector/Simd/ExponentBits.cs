namespace Pricing.Vector.Simd;

/// <summary>Bit patterns that take a double's exponent apart from its digits.</summary>
internal static class ExponentBits
{
    /// <summary>1.5 · 2^52: added to a whole number, it leaves the number in the lowest bits.</summary>
    internal const double Magic = 6755399441055744;

    /// <summary>The bits of 2^52: or-ed to a whole number below 2^52, they make 2^52 more than it.</summary>
    internal const long Whole = 0x4330_0000_0000_0000;

    /// <summary>2^52 and the bias of an exponent.</summary>
    internal const double WholeBias = 4503599627370496 + 1023;

    /// <summary>The bits of √½, rounded down.</summary>
    internal const long RootHalf = 0x3FE6_A09E_0000_0000;

    /// <summary>The bits of 1 less those of √½: what makes the exponent change at √½ instead of 1.</summary>
    internal const long OneLessRootHalf = 0x3FF0_0000_0000_0000 - RootHalf;

    /// <summary>The 52 bits of the fraction.</summary>
    internal const long Fraction = 0x000F_FFFF_FFFF_FFFF;
}
