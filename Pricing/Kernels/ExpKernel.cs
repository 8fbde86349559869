namespace Pricing.Kernels;

/// <summary>The exponential with its argument and result carried beyond one double, and its scale kept apart from its digits.</summary>
internal static class ExpKernel
{
    private const double InverseLn2 = 1.4426950408889634;
    private const double Ln2High = 0.69314718055994529;
    private const double Ln2Low = 2.3190468138462996e-17;

    /// <summary>
    /// e^{high + low} = result · 2^exponent with 0.70 &lt; result &lt; 1.42; <paramref name="tail"/> is what the rounding of the result left
    /// out (together good to about 2^-57). |high| ≤ 1e6.
    /// </summary>
    internal static double Split(double high, double low, out int exponent, out double tail)
    {
        var k = Math.Round(high * InverseLn2);
        var r = Math.FusedMultiplyAdd(-k, Ln2High, high);
        var rest = Math.FusedMultiplyAdd(-k, Ln2Low, low);
        exponent = (int)k;
        var x = r + rest;
        rest += r - x;
        var quadratic = x * x * Series(x);
        var sum = 1 + x;
        tail = x - (sum - 1) + Math.FusedMultiplyAdd(rest, sum, quadratic);
        var result = sum + tail;
        tail += sum - result;
        return result;
    }

    /// <summary>value · 2^exponent without the intermediate over- or underflow of a single power of two; exponent is clamped to ±2044.</summary>
    internal static double Scale(double value, int exponent)
    {
        exponent = Math.Clamp(exponent, -2044, 2044);
        var half = exponent >> 1;
        return value * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);

    // (e^x − 1 − x)/x² for |x| ≤ 0.35, Taylor to x^11: the first term left out is 5e-18 of e^x.
    private static double Series(double x)
    {
        var x2 = x * x;
        var x4 = x2 * x2;
        var a = Math.FusedMultiplyAdd(x, 1.0 / 6, 1.0 / 2);
        var b = Math.FusedMultiplyAdd(x, 1.0 / 120, 1.0 / 24);
        var c = Math.FusedMultiplyAdd(x, 1.0 / 5040, 1.0 / 720);
        var d = Math.FusedMultiplyAdd(x, 1.0 / 362880, 1.0 / 40320);
        var e = Math.FusedMultiplyAdd(x, 1.0 / 39916800, 1.0 / 3628800);
        var f = Math.FusedMultiplyAdd(x, 1.0 / 6227020800, 1.0 / 479001600);
        var low = Math.FusedMultiplyAdd(b, x2, a);
        var middle = Math.FusedMultiplyAdd(d, x2, c);
        var high = Math.FusedMultiplyAdd(f, x2, e);
        return Math.FusedMultiplyAdd(Math.FusedMultiplyAdd(high, x4, middle), x4, low);
    }
}
