using System.Runtime.CompilerServices;
using Pricing.Kernels;
using Pricing.Vector.Simd;

namespace Pricing.Vector;

/// <summary>Takes a batch through the passes, a block at a time, and hands what they leave to the scalar path.</summary>
internal static unsafe class BatchEngine<T>
    where T : struct, ISimd<T>
{
    [SkipLocalsInit]
    internal static void Volatilities(in RowSource rows, ReadOnlySpan<double> prices, Span<double> volatilities, Span<PricingStatus> statuses)
    {
        var memory = stackalloc double[Block.Size];
        var block = new Block(memory);
        Share(block, rows);
        for (var start = 0; start < rows.Count; start += Block.Rows)
        {
            var count = Math.Min(Block.Rows, rows.Count - start);
            Load(block, rows, prices, start, count);
            VolatilityStart<T>.Run(block, count);
            VolatilitySteps<T>.First(block, count);
            VolatilitySteps<T>.Rest(block, count);
            if (VolatilityEnd<T>.Run(block, count, volatilities.Slice(start, count), statuses.Slice(start, count)))
                continue;
            for (var row = 0; row < count; row++)
            {
                if (block.Code[row] == Block.Fallback)
                    statuses[start + row] = rows.Invert(start + row, block.Value[row], out volatilities[start + row]);
            }
        }
    }

    [SkipLocalsInit]
    internal static void Greeks(in RowSource rows, ReadOnlySpan<double> volatilities, in GreekColumns greeks)
    {
        var memory = stackalloc double[Block.Size];
        var block = new Block(memory);
        Share(block, rows);
        for (var start = 0; start < rows.Count; start += Block.Rows)
        {
            var count = Math.Min(Block.Rows, rows.Count - start);
            Load(block, rows, volatilities, start, count);
            GreekPass<T>.Legs(block, count);
            var isDone = GreekPass<T>.Run(block, count, rows.Model == PricingModel.Black76);
            Copy(block.Price, greeks.Price, start, count);
            Copy(block.Delta, greeks.Delta, start, count);
            Copy(block.Gamma, greeks.Gamma, start, count);
            Copy(block.Theta, greeks.ThetaPerDay, start, count);
            Copy(block.Vega, greeks.VegaPerPoint, start, count);
            Copy(block.Rho, greeks.RhoPerPoint, start, count);
            if (isDone)
                continue;
            for (var row = 0; row < count; row++)
            {
                if (block.Code[row] != 0)
                    greeks.Set(start + row, rows.Greeks(start + row, block.Value[row]));
            }
        }
    }

    // What a chain's rows have in common fills its columns once.
    private static void Share(Block block, in RowSource rows)
    {
        if (!rows.IsChain)
            return;
        var terms = rows.Shared;
        var discount = Legs.Discount(terms.Rate, terms.Years);
        Fill(block.Level, terms.Forward);
        Fill(block.InverseLevel, 1 / terms.Forward);
        Fill(block.Years, terms.Years);
        Fill(block.RootYears, Math.Sqrt(terms.Years));
        Fill(block.Rate, terms.Rate);
        Fill(block.Yield, terms.Rate);
        Fill(block.AssetDiscount, discount.High);
        Fill(block.AssetDiscountLow, discount.Low);
        Fill(block.CashDiscount, discount.High);
        Fill(block.CashDiscountLow, discount.Low);
    }

    private static void Load(Block block, in RowSource rows, ReadOnlySpan<double> values, int start, int count)
    {
        var rights = rows.Rights.Slice(start, count);
        var sign = block.Sign;
        for (var i = 0; i < rights.Length; i++)
            sign[i] = rights[i] == OptionRight.Call ? 1 : -1;
        Pad(sign, count);
        Copy(rows.Strikes, block.Strike, start, count);
        Copy(values, block.Value, start, count);
        if (rows.IsChain)
            return;
        Copy(rows.Levels, block.Level, start, count);
        Copy(rows.Years, block.Years, start, count);
        Copy(rows.Rates, block.Rate, start, count);
        Copy(rows.Yields, block.Yield, start, count);
        DiscountPass<T>.Run(block, count, rows.Model == PricingModel.Black76);
    }

    private static void Copy(ReadOnlySpan<double> source, double* column, int start, int count)
    {
        source.Slice(start, count).CopyTo(new Span<double>(column, Block.Rows));
        Pad(column, count);
    }

    private static void Copy(double* column, Span<double> target, int start, int count) =>
        new ReadOnlySpan<double>(column, count).CopyTo(target.Slice(start, count));

    // The last group of lanes is filled up with the last row.
    private static void Pad(double* column, int count)
    {
        for (var row = count; row % T.Count != 0; row++)
            column[row] = column[count - 1];
    }

    private static void Fill(double* column, double value) => new Span<double>(column, Block.Rows).Fill(value);
}
