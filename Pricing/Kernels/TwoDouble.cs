namespace Pricing.Kernels;

/// <summary>An unevaluated sum High + Low of two doubles, |Low| ≤ ulp(High)/2: about 106 bits, as in T. J. Dekker (1971).</summary>
internal readonly record struct TwoDouble(double High, double Low)
{
    internal static TwoDouble Sum(double a, double b)
    {
        var sum = a + b;
        var other = sum - a;
        return new(sum, a - (sum - other) + (b - other));
    }

    internal static TwoDouble Product(double a, double b)
    {
        var product = a * b;
        return new(product, Math.FusedMultiplyAdd(a, b, -product));
    }

    internal TwoDouble Times(double factor)
    {
        var product = High * factor;
        return Renormalised(product, Math.FusedMultiplyAdd(High, factor, -product) + Low * factor);
    }

    internal TwoDouble Plus(TwoDouble other)
    {
        var sum = Sum(High, other.High);
        return Renormalised(sum.High, sum.Low + Low + other.Low);
    }

    internal TwoDouble Negated() => new(-High, -Low);

    private static TwoDouble Renormalised(double high, double low)
    {
        var sum = high + low;
        return new(sum, high - sum + low);
    }
}
