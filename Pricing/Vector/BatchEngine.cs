using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Pricing.Vector.Simd;

namespace Pricing.Vector;

/// <summary>Chooses the width, and checks that all columns are of one length.</summary>
internal static class BatchEngine
{
    internal static void Volatilities(
        in RowSource rows, ReadOnlySpan<double> prices, Span<double> volatilities, Span<PricingStatus> statuses, SimdWidth width)
    {
        if (prices.Length != rows.Count || volatilities.Length != rows.Count || statuses.Length != rows.Count)
            throw new ArgumentException("Make prices, volatilities and statuses as long as the strikes.");
        switch (Resolve(width))
        {
            case SimdWidth.Bits512:
                BatchEngine<Simd512>.Volatilities(rows, prices, volatilities, statuses);
                break;
            case SimdWidth.Bits256:
                BatchEngine<Simd256>.Volatilities(rows, prices, volatilities, statuses);
                break;
            case SimdWidth.Bits128:
                BatchEngine<Simd128>.Volatilities(rows, prices, volatilities, statuses);
                break;
            default:
                for (var row = 0; row < rows.Count; row++)
                    statuses[row] = rows.Invert(row, prices[row], out volatilities[row]);
                break;
        }
    }

    internal static void Greeks(in RowSource rows, ReadOnlySpan<double> volatilities, in GreekColumns greeks, SimdWidth width)
    {
        if (volatilities.Length != rows.Count)
            throw new ArgumentException("Pass one volatility for each strike.", nameof(volatilities));
        greeks.Require(rows.Count);
        switch (Resolve(width))
        {
            case SimdWidth.Bits512:
                BatchEngine<Simd512>.Greeks(rows, volatilities, greeks);
                break;
            case SimdWidth.Bits256:
                BatchEngine<Simd256>.Greeks(rows, volatilities, greeks);
                break;
            case SimdWidth.Bits128:
                BatchEngine<Simd128>.Greeks(rows, volatilities, greeks);
                break;
            default:
                for (var row = 0; row < rows.Count; row++)
                    greeks.Set(row, rows.Greeks(row, volatilities[row]));
                break;
        }
    }

    /// <summary>The width that <see cref="SimdWidth.Widest"/> stands for here. Without fused multiply-add in hardware the scalar path is faster.</summary>
    internal static SimdWidth Widest =>
        !(Fma.IsSupported || AdvSimd.IsSupported) ? SimdWidth.Scalar
        : Vector512.IsHardwareAccelerated ? SimdWidth.Bits512
        : Vector256.IsHardwareAccelerated ? SimdWidth.Bits256
        : Vector128.IsHardwareAccelerated ? SimdWidth.Bits128
        : SimdWidth.Scalar;

    private static SimdWidth Resolve(SimdWidth width) => width switch
    {
        SimdWidth.Widest => Widest,
        <= SimdWidth.Bits512 => width,
        _ => throw new ArgumentOutOfRangeException(nameof(width), width, "Pass a member of SimdWidth."),
    };
}
