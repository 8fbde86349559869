using System.Runtime.Intrinsics;
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

    private static SimdWidth Resolve(SimdWidth width) => width switch
    {
        SimdWidth.Widest when Vector512.IsHardwareAccelerated => SimdWidth.Bits512,
        SimdWidth.Widest when Vector256.IsHardwareAccelerated => SimdWidth.Bits256,
        SimdWidth.Widest when Vector128.IsHardwareAccelerated => SimdWidth.Bits128,
        SimdWidth.Widest => SimdWidth.Scalar,
        <= SimdWidth.Bits512 => width,
        _ => throw new ArgumentOutOfRangeException(nameof(width), width, "Pass a member of SimdWidth."),
    };
}
