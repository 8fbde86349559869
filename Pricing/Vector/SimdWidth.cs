namespace Pricing.Vector;

/// <summary>How many options one instruction works on. Every width runs on every machine: what the processor lacks, the runtime composes.</summary>
public enum SimdWidth : byte
{
    /// <summary>The widest that the processor does in hardware; the scalar path where it has no fused multiply-add.</summary>
    Widest,

    /// <summary>One option at a time, by <see cref="Black76"/> and <see cref="BlackScholesMerton"/>.</summary>
    Scalar,

    /// <summary>Two options: NEON, SSE.</summary>
    Bits128,

    /// <summary>Four options: AVX2 with FMA.</summary>
    Bits256,

    /// <summary>Eight options: AVX-512.</summary>
    Bits512,
}
