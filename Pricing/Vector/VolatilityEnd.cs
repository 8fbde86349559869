using System.Runtime.CompilerServices;
using Pricing.Vector.Simd;

namespace Pricing.Vector;

/// <summary>Last pass of the inversion: volatilities from σ√t, and the statuses of rows that have none.</summary>
internal static unsafe class VolatilityEnd<T>
    where T : struct, ISimd<T>
{
    /// <returns>False when rows are left for the scalar path.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool Run(Block block, int rows, Span<double> volatilities, Span<PricingStatus> statuses)
    {
        var zero = T.Of(0);
        uint others = 0;
        for (var row = 0; row < rows; row += T.Count)
        {
            var code = T.Load(block.Code + row);
            var volatility = T.Load(block.Total + row) / T.Load(block.RootYears + row);
            T.Store(block.Total + row, T.Select(code <= zero, volatility, T.Of(double.NaN)));
            others |= T.Bits(code > zero);
        }

        new ReadOnlySpan<double>(block.Total, rows).CopyTo(volatilities);
        statuses.Clear();
        if (others == 0)
            return true;
        var isDone = true;
        for (var row = 0; row < rows; row++)
        {
            var code = (int)block.Code[row];
            isDone &= code != (int)Block.Fallback;
            statuses[row] = (PricingStatus)code;
        }

        return isDone;
    }
}
