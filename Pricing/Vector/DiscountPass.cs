using System.Runtime.CompilerServices;
using Pricing.Vector.Simd;

namespace Pricing.Vector;

/// <summary>What rows that differ in level, time and rate compute for each, discount factors above all; a chain computes it once.</summary>
internal static unsafe class DiscountPass<T>
    where T : struct, ISimd<T>
{
    // More than any product of rate and time that means anything; the legs of the rest become NaN, which the scalar path judges.
    private const double Most = 50;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run(Block block, int rows, bool isOneDrift)
    {
        for (var row = 0; row < rows; row += T.Count)
        {
            var years = T.Load(block.Years + row);
            T.Store(block.RootYears + row, T.Sqrt(years));
            T.Store(block.InverseLevel + row, T.Of(1) / T.Load(block.Level + row));
            var discount = Of(T.Load(block.Rate + row), years, out var low);
            T.Store(block.CashDiscount + row, discount);
            T.Store(block.CashDiscountLow + row, low);
            if (!isOneDrift)
                discount = Of(T.Load(block.Yield + row), years, out low);
            T.Store(block.AssetDiscount + row, discount);
            T.Store(block.AssetDiscountLow + row, low);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Of(T rate, T years, out T low)
    {
        var exponent = -rate * years;
        var isUsual = T.Abs(exponent) < T.Of(Most);
        var rest = T.Fma(-rate, years, -exponent);
        var digits = VectorMath<T>.Exp(T.Select(isUsual, exponent, T.Of(0)), T.Select(isUsual, rest, T.Of(0)), out var k, out var tail);
        var power = T.PowerOfTwo(k);
        low = tail * power;
        return T.Select(isUsual, digits * power, T.Of(double.NaN));
    }
}
