using System.Runtime.CompilerServices;
using Pricing.Kernels;
using Pricing.Vector.Simd;

namespace Pricing.Vector;

/// <summary>
/// Second pass of the inversion: the root of ln(V(s)/V) by Householder's method of order four. With V(s) = a e^{−(h−t)²/2} (H(h − t) − H(h + t))
/// the exponential leaves the objective, and a step costs two tails and a logarithm. Two steps are the rule; a lane that has
/// arrived is frozen, so that its result does not depend on its neighbours, and one that does not arrive goes to the scalar path.
/// </summary>
internal static unsafe class VolatilitySteps<T>
    where T : struct, ISimd<T>
{
    private const int MostSteps = 4;
    private const double Converged = 1e-5;

    /// <summary>
    /// One step for every row. On its own, because one step has a long chain of dependent operations: the processor fills the gaps with the
    /// next rows' first step, but not with their second.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void First(Block block, int rows)
    {
        for (var row = 0; row < rows; row += T.Count)
        {
            var s = T.Load(block.Total + row);
            T.Store(block.Total + row, s + Step(T.Load(block.X + row), T.Load(block.Ratio + row), s, out _));
        }
    }

    /// <summary>Second step, and further ones where they are needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Rest(Block block, int rows)
    {
        for (var row = 0; row < rows; row += T.Count)
        {
            var x = T.Load(block.X + row);
            var ratio = T.Load(block.Ratio + row);
            var s = T.Load(block.Total + row);
            var code = T.Load(block.Code + row);
            var pending = code <= T.Of(0);
            for (var i = 0; i < MostSteps; i++)
            {
                var step = Step(x, ratio, s, out var isInRange);
                var arrived = (T.Abs(step) <= s * T.Of(Converged)) & isInRange;
                s = T.Select(pending, s + step, s);
                pending &= T.Select(arrived, T.Of(0), pending);
                if (T.Bits(pending) == 0)
                    break;
            }

            T.Store(block.Total + row, s);
            T.Store(block.Code + row, T.Select(pending, T.Of(Block.Fallback), code));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Step(T x, T ratio, T s, out T isInRange)
    {
        var inverse = T.Of(1) / s;
        var distance = x * inverse;
        var half = s * T.Of(0.5);
        var near = distance - half;
        var difference = new VectorTails<T>(near, distance + half).Difference;
        isInRange = (difference > T.Of(0)) & (near >= T.Of(VectorTails<T>.Least)) & (near < T.Of(39));
        var objective = VectorMath<T>.Log(difference * ratio) - near * near * T.Of(0.5);

        // As in the scalar solver, with slope = density/difference multiplied through: n is Newton's step, q = slope · n.
        var q = -objective;
        var n = q * difference * T.Of(1 / OutOfTheMoney.Density);
        var h2 = distance * distance;
        var second = T.Fma(s * s, T.Of(-0.25), h2) * inverse;
        var third = T.Fma(second, second, T.Fma(h2 * inverse * inverse, T.Of(-3), T.Of(-0.25)));
        var sn = second * n;
        var first = sn - q;
        var cubic = T.Fma(third * n, n, q * T.Fma(sn, T.Of(-3), q + q));
        var factor = T.Fma(first, T.Of(0.5), T.Of(1)) / T.Fma(cubic, T.Of(1.0 / 6), first + T.Of(1));
        return n * T.Select(VectorLegs<T>.IsBetween(factor, 0.2, 5), factor, T.Of(1));
    }
}
