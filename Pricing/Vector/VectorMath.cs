using System.Runtime.CompilerServices;
using Pricing.Vector.Simd;

namespace Pricing.Vector;

/// <summary>Elementary functions for every lane, each within about one unit in the last place; no lane can slow another.</summary>
internal static class VectorMath<T>
    where T : struct, ISimd<T>
{
    private const double InverseLn2 = 1.4426950408889634;
    private const double Ln2High = 0.69314718055994529;
    private const double Ln2Low = 2.3190468138462996e-17;

    /// <summary>Ln2High with its last 20 bits zero, so that its product with an exponent is exact.</summary>
    private const double Ln2Short = 0.69314718036912382;

    /// <summary>What <see cref="Ln2Short"/> leaves out.</summary>
    private const double Ln2Rest = 1.9082149292705877e-10;

    /// <summary>
    /// ln(value), for positive normal values: with f = digits − 1 and s = f/(2 + f), ln(1 + f) = 2 artanh(s) = f − s (f − R(s²)).
    /// R is a Chebyshev interpolation in 50-digit arithmetic; its error is 5e-18 of the result.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Log(T value)
    {
        var f = T.Digits(value, out var k) - T.Of(1);
        var s = f / (f + T.Of(2));
        var z = s * s;
        var z2 = z * z;
        var low = T.Fma(T.Of(0.39999999999899444), z, T.Of(0.66666666666666696));
        var middle = T.Fma(T.Of(0.22222211130259878), z, T.Of(0.2857142862600327));
        var high = T.Fma(T.Of(0.15331710618210773), z, T.Of(0.18182889455674947));
        var series = T.Fma(T.Fma(T.Fma(T.Of(0.14616585424888623), z2, high), z2, middle), z2, low);
        return T.Fma(k, T.Of(Ln2Short), f - (s * (f - z * series) - k * T.Of(Ln2Rest)));
    }

    /// <summary>
    /// e^{high + low} = (result + tail) · 2^exponent with 0.70 &lt; result &lt; 1.42, as <see cref="Kernels.ExpKernel.Split"/>; |high| ≤ 1e6.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Exp(T high, T low, out T exponent, out T tail)
    {
        exponent = T.Round(high * T.Of(InverseLn2));
        var r = T.Fma(-exponent, T.Of(Ln2High), high);
        var rest = T.Fma(-exponent, T.Of(Ln2Low), low);
        var x = r + rest;
        rest += r - x;
        var sum = x + T.Of(1);
        tail = x - (sum - T.Of(1)) + T.Fma(rest, sum, x * x * Series(x));
        var result = sum + tail;
        tail += sum - result;
        return result;
    }

    // (e^x − 1 − x)/x² for |x| ≤ 0.35, Taylor to x^11.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Series(T x)
    {
        var x2 = x * x;
        var a = T.Fma(x, T.Of(1.0 / 6), T.Of(1.0 / 2));
        var b = T.Fma(x, T.Of(1.0 / 120), T.Of(1.0 / 24));
        var c = T.Fma(x, T.Of(1.0 / 5040), T.Of(1.0 / 720));
        var d = T.Fma(x, T.Of(1.0 / 362880), T.Of(1.0 / 40320));
        var e = T.Fma(x, T.Of(1.0 / 39916800), T.Of(1.0 / 3628800));
        var f = T.Fma(x, T.Of(1.0 / 6227020800), T.Of(1.0 / 479001600));
        var low = T.Fma(b, x2, a);
        var middle = T.Fma(d, x2, c);
        var high = T.Fma(f, x2, e);
        var x4 = x2 * x2;
        return T.Fma(T.Fma(high, x4, middle), x4, low);
    }
}
