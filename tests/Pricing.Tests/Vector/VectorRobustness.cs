using FsCheck;
using FsCheck.Fluent;
using Pricing.Vector;

namespace Pricing.Tests.Vector;

public class VectorRobustness
{
    private const int RowsPerCase = 50;

    private static readonly double[] Odd =
    [
        0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, -1, 1e-308, 1e300, 1, 24000,
    ];

    // Bit patterns, odd values, and values that meet: a third each.
    private static readonly Gen<double> Any = Gen.OneOf(
        Gen.Choose(int.MinValue, int.MaxValue).Two().Select(pair => BitConverter.Int64BitsToDouble(((long)pair.Item1 << 32) | (uint)pair.Item2)),
        Gen.Elements(Odd),
        Gen.Choose(1, 1_000_000).Select(i => i * 1e-5));

    [Fact]
    public void Any_bits_in_any_lane_give_what_the_scalar_path_gives() => Check.All(
        Any.ArrayOf(7 * RowsPerCase).ToArbitrary(),
        bits =>
        {
            var rows = new Widths(RowsPerCase);
            for (var i = 0; i < RowsPerCase; i++)
            {
                var v = bits.AsSpan(7 * i, 7);
                rows.Set(i, (OptionRight)(i & 1), v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
            }

            foreach (var model in Enum.GetValues<PricingModel>())
            {
                rows.Run(model, SimdWidth.Scalar);
                var (volatilities, statuses, greeks) = rows.Snapshot();
                foreach (var width in Widths.All)
                {
                    rows.Run(model, width);
                    for (var i = 0; i < RowsPerCase; i++)
                    {
                        Assert.True(
                            IsSame(rows, i, model, statuses[i], volatilities[i], greeks[i]),
                            $"{width}, {model}, {string.Join(' ', bits[(7 * i)..(7 * i + 7)])}: {statuses[i]} {volatilities[i]:R} {greeks[i]}, "
                                + $"{rows.Statuses[i]} {rows.Volatilities[i]:R} {rows.Greeks[i]}");
                    }
                }
            }

            return true;
        },
        600);

    [Fact]
    public void Any_terms_of_a_chain_give_what_the_scalar_path_gives() => Check.All(
        Any.ArrayOf(3 + 3 * RowsPerCase).ToArbitrary(),
        bits =>
        {
            var rows = new Widths(RowsPerCase);
            for (var i = 0; i < RowsPerCase; i++)
            {
                var v = bits.AsSpan(3 + 3 * i, 3);
                rows.Set(i, (OptionRight)(i & 1), bits[0], v[0], bits[1], bits[2], bits[2], v[1], v[2]);
            }

            rows.RunChain(SimdWidth.Scalar);
            var (volatilities, statuses, greeks) = rows.Snapshot();
            foreach (var width in Widths.All)
            {
                rows.RunChain(width);
                for (var i = 0; i < RowsPerCase; i++)
                {
                    if (!IsSame(rows, i, PricingModel.Black76, statuses[i], volatilities[i], greeks[i]))
                        return false;
                }
            }

            return true;
        },
        600);

    private static bool IsSame(Widths rows, int i, PricingModel model, PricingStatus status, double volatility, OptionGreeks greeks)
    {
        if (rows.Statuses[i] != status || double.IsNaN(rows.Volatilities[i]) != double.IsNaN(volatility))
            return false;
        if (double.IsNaN(greeks.Price))
            return rows.Greeks[i].Equals(OptionGreeks.None);
        return rows.Greeks[i].Equals(greeks) || new Gates(rows, i, model, greeks).Greeks(rows.Greeks[i]);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var (rights, strikes, prices) = (new OptionRight[300], new double[300], new double[300]);
        Array.Fill(strikes, 24100);
        Array.Fill(prices, 210);
        var (volatilities, statuses) = (new double[300], new PricingStatus[300]);
        var results = Widths.Results(300);
        foreach (var width in Enum.GetValues<SimdWidth>())
        {
            for (var round = 0; round < 2; round++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                ChainPricer.ImpliedVolatilities(new(24000, 0.02, 0.065), rights, strikes, prices, volatilities, statuses, width);
                ChainPricer.Greeks(new(24000, 0.02, 0.065), rights, strikes, volatilities, results, width);
                Assert.Equal(0, round * (GC.GetAllocatedBytesForCurrentThread() - before));
            }
        }
    }

    [Fact]
    public void Columns_of_different_lengths_are_refused()
    {
        var terms = new ChainTerms(100, 1, 0);
        Assert.Throws<ArgumentException>(() => ChainPricer.ImpliedVolatilities(terms, [], [100], [5], new double[1], new PricingStatus[1]));
        Assert.Throws<ArgumentException>(() => ChainPricer.ImpliedVolatilities(terms, [OptionRight.Call], [100], [], new double[1], new PricingStatus[1]));
        Assert.Throws<ArgumentException>(() => ChainPricer.ImpliedVolatilities(terms, [OptionRight.Call], [100], [5], new double[2], new PricingStatus[1]));
        Assert.Throws<ArgumentException>(() => ChainPricer.ImpliedVolatilities(terms, [OptionRight.Call], [100], [5], new double[1], []));
        Assert.Throws<ArgumentException>(() => ChainPricer.Greeks(terms, [OptionRight.Call], [100], [0.1], Widths.Results(2)));
        Assert.Throws<ArgumentException>(() => ChainPricer.Greeks(terms, [OptionRight.Call], [100], [], Widths.Results(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            ChainPricer.ImpliedVolatilities(terms, [OptionRight.Call], [100], [5], new double[1], new PricingStatus[1], (SimdWidth)99));
        Assert.Throws<ArgumentException>(() => BatchPricer.Greeks(Columns(PricingModel.Black76, years: 1, yields: 1), [0.1], Widths.Results(1)));
        Assert.Throws<ArgumentException>(() => BatchPricer.Greeks(Columns(PricingModel.BlackScholesMerton, years: 1, yields: 0), [0.1], Widths.Results(1)));
        Assert.Throws<ArgumentException>(() => BatchPricer.Greeks(Columns(PricingModel.Black76, years: 2, yields: 0), [0.1], Widths.Results(1)));
    }

    private static OptionColumns Columns(PricingModel model, int years, int yields) => new()
    {
        Model = model, Rights = new OptionRight[1], Levels = new double[1], Strikes = new double[1],
        Years = new double[years], Rates = new double[1], DividendYields = new double[yields],
    };
}
