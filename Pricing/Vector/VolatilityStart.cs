using System.Runtime.CompilerServices;
using Pricing.Vector.Simd;

namespace Pricing.Vector;

/// <summary>First pass of the inversion: the status of every quote, and a start for the solver within about one percent.</summary>
internal static unsafe class VolatilityStart<T>
    where T : struct, ISimd<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run(Block block, int rows)
    {
        for (var row = 0; row < rows; row += T.Count)
        {
            var legs = new VectorLegs<T>(block, row);
            var timeValue = Judge(block, row, legs);
            var small = T.Min(legs.Asset, legs.Cash);
            var large = T.Max(legs.Asset, legs.Cash);
            var x = T.Abs(legs.X);
            var inverse = T.Of(1) / timeValue;
            var width = (large - small) * inverse;
            T.Store(block.Ratio + row, small * inverse);
            T.Store(block.X + row, x);
            T.Store(block.Total + row, Guess(timeValue / T.Sqrt(small * large), width, x));
        }
    }

    // Time value of the out-of-the-money twin; something harmless in lanes that are not solved.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Judge(Block block, int row, in VectorLegs<T> legs)
    {
        var zero = T.Of(0);
        var price = T.Load(block.Value + row);
        var isCall = T.Load(block.Sign + row) > zero;
        var tolerance = T.Max(legs.Asset, legs.Cash) * T.Of(1.0 / (1L << 49));
        var inTheMoney = legs.Intrinsic > zero;
        var timeValue = T.Select(inTheMoney, Less(price, legs.Intrinsic, legs.IntrinsicLow), price);
        var gap = -Less(price, T.Select(isCall, legs.Asset, legs.Cash), T.Select(isCall, legs.AssetLow, legs.CashLow));
        var least = T.Select(inTheMoney, tolerance, zero);

        var code = T.Select(gap <= tolerance, T.Of((int)PricingStatus.AboveMax), zero);
        code = T.Select(timeValue <= least, T.Of((int)PricingStatus.NoTimeValue), code);
        code = T.Select(timeValue < -least, T.Of((int)PricingStatus.BelowIntrinsic), code);
        var isUsual = legs.IsUsual & (T.Abs(price) < T.Of(1e100));
        code = T.Select(isUsual, code, T.Of(Block.Fallback));

        // Above half of its leg a price is better inverted by what it lacks to the leg: rare, and left to the scalar path.
        var small = T.Min(legs.Asset, legs.Cash);
        var isPlain = (timeValue < small * T.Of(0.48)) & (timeValue > small * T.Of(1e-180)) & (T.Abs(legs.X) < T.Of(5));
        code = T.Select((code <= zero) & (T.Select(isPlain, zero, T.Of(1)) > zero), T.Of(Block.Fallback), code);
        T.Store(block.Code + row, code);
        return T.Select(code <= zero, timeValue, small * T.Of(0.1));
    }

    // price − (high + low), rounded once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Less(T price, T high, T low)
    {
        var sum = price - high;
        var other = sum - price;
        return sum + (price - (sum - other) - (high + other) - low);
    }

    /// <summary>
    /// The formulas of <see cref="Kernels.VolatilityGuess"/>, with the distance of the legs from the legs themselves.
    /// <paramref name="normal"/> is the price over the geometric mean of the legs, <paramref name="width"/> their distance over the price.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Guess(T normal, T width, T x)
    {
        var isFar = width > T.Of(20);
        var l = T.Sqrt(T.Of(2) * VectorMath<T>.Log(T.Max(width, T.Of(1))));
        var far = T.Fma(T.Fma(l, T.Of(0.30089913928696664), T.Of(-0.090117365290424071)), l, T.Of(-0.91720203268938189));
        far = T.Fma(far, l, T.Of(1.6288227603330724));
        var farDivisor = T.Fma(T.Fma(l, T.Of(0.29996314519070959), T.Of(-0.012005252848909908)), l, T.Of(1));

        var near = T.Fma(T.Fma(width, T.Of(0.0082939860494348903), T.Of(0.39925305356749949)), width, T.Of(2.3093585736348064));
        near = T.Fma(near, width, T.Of(2.5077021034219118));
        near /= T.Fma(T.Fma(width, T.Of(0.016646884760333095), T.Of(0.42542118371644071)), width, T.Of(1));
        var p = normal * near;
        var p2 = p * p;
        near *= T.Fma(p2, T.Fma(p2, T.Of(7.0 / 1920), T.Of(1.0 / 24)), T.Of(1));

        // At the money itself the distance is nothing and the price says it all.
        var isAt = x < T.Of(1e-8);
        var numerator = T.Select(isFar, x * farDivisor, T.Select(isAt, normal, x) * near);
        var denominator = T.Select(isFar, far, T.Select(isAt, T.Of(1), width));
        return numerator / denominator;
    }
}
