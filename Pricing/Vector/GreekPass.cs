using System.Runtime.CompilerServices;
using Pricing.Kernels;
using Pricing.Vector.Simd;

namespace Pricing.Vector;

/// <summary>Price and five Greeks of every lane: <see cref="Evaluation.Greeks"/> without its branches, in the published units.</summary>
internal static unsafe class GreekPass<T>
    where T : struct, ISimd<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Legs(Block block, int rows)
    {
        for (var row = 0; row < rows; row += T.Count)
        {
            var legs = new VectorLegs<T>(block, row);
            T.Store(block.X + row, legs.X);
            T.Store(block.Intrinsic + row, legs.Intrinsic);
            T.Store(block.Price + row, legs.Asset);
            T.Store(block.Rho + row, legs.Cash);
            T.Store(block.Code + row, T.Select(legs.IsUsual, T.Of(0), T.Of(Block.Fallback)));
        }
    }

    /// <param name="holdsForward">Black-76: theta and rho hold the forward.</param>
    /// <returns>False when rows are left for the scalar path.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool Run(Block block, int rows, bool holdsForward)
    {
        uint others = 0;
        for (var row = 0; row < rows; row += T.Count)
        {
            var (zero, one) = (T.Of(0), T.Of(1));
            var (asset, cash) = (T.Load(block.Price + row), T.Load(block.Rho + row));
            var (x, years) = (T.Load(block.X + row), T.Load(block.Years + row));
            var volatility = T.Load(block.Value + row);
            var rootYears = T.Load(block.RootYears + row);
            var s = volatility * rootYears;
            var inverse = one / s;
            var distance = T.Abs(x) * inverse;
            var half = s * T.Of(0.5);
            var near = T.Min(distance - half, T.Of(MillsKernel.Limit));
            var square = near * near;
            var digits = VectorMath<T>.Exp(square * T.Of(-0.5), T.Fma(near, near, -square) * T.Of(-0.5), out var exponent, out _);
            exponent = T.Max(exponent, T.Of(-2044));

            // Minimum and maximum drop a NaN on some processors; this keeps that of the volatility.
            digits += volatility - volatility;
            var halfExponent = T.Round(exponent * T.Of(0.5));
            var power = T.PowerOfTwo(halfExponent);
            var rest = T.PowerOfTwo(exponent - halfExponent);
            var tails = new VectorTails<T>(near, T.Min(distance + half, T.Of(MillsKernel.Limit)));
            var small = T.Min(asset, cash);

            // Far out the factors come first and the scale last, so that nothing is rounded away on the way to a small number.
            var intrinsic = T.Max(T.Load(block.Intrinsic + row), zero);
            var price = intrinsic + small * digits * T.Max(tails.Difference, zero) * power * rest;
            var likely = digits * tails.Near * power * rest;
            var unlikely = digits * tails.Far * (small / T.Max(asset, cash)) * power * rest;
            var density = small * digits * T.Of(OutOfTheMoney.Density) * power * rest;

            var sign = T.Load(block.Sign + row);
            var isBelow = x <= zero;
            var isTwin = T.Select(isBelow, sign, -sign) > zero;
            var assetWeight = T.Select(isBelow, likely, unlikely);
            var cashWeight = T.Select(isBelow, unlikely, likely);
            assetWeight = T.Select(isTwin, assetWeight, one - assetWeight);
            cashWeight = cash * T.Select(isTwin, cashWeight, one - cashWeight);

            var inverseLevel = T.Load(block.InverseLevel + row);
            var rate = T.Load(block.Rate + row);
            var carry = holdsForward ? rate * price : sign * (T.Load(block.Yield + row) * (asset * assetWeight) - rate * cashWeight);
            var theta = T.Fma(density * volatility * (volatility * inverse), T.Of(-0.5), carry);
            var rho = years * (holdsForward ? -price : sign * cashWeight);
            var isUsual = VectorLegs<T>.IsBetween(volatility, 1e-9, 100) & (distance - half >= T.Of(VectorTails<T>.Least)) & (s > T.Of(1e-12));
            var code = T.Select(isUsual, T.Load(block.Code + row), T.Of(Block.Fallback));

            // A volatility that is no number makes every figure none: nothing for the scalar path to add.
            code = T.Select(volatility >= zero, code, T.Select(volatility < zero, code, zero));
            others |= T.Bits(code > zero);
            T.Store(block.Code + row, code);
            T.Store(block.Price + row, price);
            T.Store(block.Delta + row, sign * T.Load(block.AssetDiscount + row) * assetWeight);
            T.Store(block.Gamma + row, density * inverse * inverseLevel * inverseLevel);
            T.Store(block.Theta + row, theta * T.Of(1.0 / 365));
            T.Store(block.Vega + row, density * rootYears * T.Of(0.01));
            T.Store(block.Rho + row, rho * T.Of(0.01));
        }

        return others == 0;
    }
}
