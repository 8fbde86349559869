using System.Runtime.CompilerServices;
using Pricing.Vector.Simd;

namespace Pricing.Vector;

/// <summary>Both discounted legs of a row beyond double precision, and ln(F/K): <see cref="Kernels.Legs"/> for every lane.</summary>
internal readonly unsafe struct VectorLegs<T>
    where T : struct, ISimd<T>
{
    internal readonly T Asset;
    internal readonly T Cash;
    internal readonly T X;

    /// <summary>w (S e^{-qt} − K e^{-rt}) and what its rounding left out.</summary>
    internal readonly T Intrinsic;
    internal readonly T IntrinsicLow;
    internal readonly T AssetLow;
    internal readonly T CashLow;

    /// <summary>Rows whose amounts are of a size that no kernel over- or underflows on; false for NaN.</summary>
    internal readonly T IsUsual;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal VectorLegs(Block block, int row)
    {
        var level = T.Load(block.Level + row);
        var strike = T.Load(block.Strike + row);
        Asset = Times(T.Load(block.AssetDiscount + row), T.Load(block.AssetDiscountLow + row), level, out AssetLow);
        Cash = Times(T.Load(block.CashDiscount + row), T.Load(block.CashDiscountLow + row), strike, out CashLow);
        var sign = T.Load(block.Sign + row);
        var sum = Asset - Cash;
        var other = sum - Asset;
        var low = Asset - (sum - other) - (Cash + other) + AssetLow - CashLow;
        var high = sum + low;
        Intrinsic = sign * high;
        IntrinsicLow = sign * (sum - high + low);

        // The remainder of the division is put back: ln a − ln b would lose eight digits near the money at short expiry.
        var ratio = level / strike;
        var logarithm = VectorMath<T>.Log(ratio) + T.Fma(-ratio, strike, level) * T.Load(block.InverseLevel + row);
        var years = T.Load(block.Years + row);
        X = T.Fma(T.Load(block.Rate + row) - T.Load(block.Yield + row), years, logarithm);
        IsUsual = IsBetween(Asset, 1e-80, 1e80) & IsBetween(Cash, 1e-80, 1e80) & IsBetween(level, 1e-80, 1e80)
            & IsBetween(strike, 1e-80, 1e80) & IsBetween(years, 1e-12, 1e3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T IsBetween(T value, double low, double high) => (value > T.Of(low)) & (value < T.Of(high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Times(T high, T low, T factor, out T rest)
    {
        var product = high * factor;
        rest = T.Fma(high, factor, -product) + low * factor;
        var sum = product + rest;
        rest = product - sum + rest;
        return sum;
    }
}
