using System.Globalization;
using Pricing;
using Pricing.Vector;

namespace Benchmarks;

/// <summary>
/// Nanoseconds an option for implied volatility, Greeks and both, over the seeded mix on one thread, each from nothing: no start is carried
/// from one round to the next. Many short rounds taken in turns; the median, because the machine is shared.
/// </summary>
static class PricingBenchmark
{
    const int Rounds = 401;
    const int SlowRounds = 61;

    public static async Task Run(TextWriter output)
    {
        foreach (var line in Lines())
            await output.WriteLineAsync(line);
    }

    static IEnumerable<string> Lines()
    {
        var mix = OptionMix.Seeded;
        yield return $"pricing.width: {Name(BatchEngine.Widest)}";
        var main = new PricingRun(mix, SimdWidth.Widest);
        var avx2 = new PricingRun(mix, SimdWidth.Bits256);
        var mixed = new PricingRun(mix, SimdWidth.Widest) { IsMixed = true };
        var scalar = new PricingRun(mix, SimdWidth.Scalar);
        var naive = new PricingRun(mix, SimdWidth.Scalar) { IsNaive = true };
        main.Both();
        yield return Figure("pricing.options", OptionMix.Count, "options", "N0");
        yield return Figure("pricing.uninvertible", 100.0 * main.Without / OptionMix.Count, "%", "0.0");

        Time(Rounds, main, avx2, mixed);
        Time(SlowRounds, scalar, naive);
        (string Name, PricingRun Run)[] runs =
            [("pricing", main), ("pricing.avx2", avx2), ("pricing.mixed", mixed), ("pricing.scalar", scalar), ("pricing.naive", naive)];
        foreach (var (name, run) in runs)
        {
            yield return Figure($"{name}.iv", run.Iv, "ns/option", "0.0");
            yield return Figure($"{name}.greeks", run.Greeks, "ns/option", "0.0");
            yield return Figure($"{name}.both", run.Iv + run.Greeks, "ns/option", "0.0");
        }

        yield return Figure("pricing.both", Bytes(main), "bytes", "N0");
        yield return Figure("pricing.avx2.both", Bytes(avx2), "bytes", "N0");
        yield return Figure("pricing.naive.ratio", (naive.Iv + naive.Greeks) / (main.Iv + main.Greeks), "times", "0.0");
        yield return Figure("pricing.scalar.ratio", (scalar.Iv + scalar.Greeks) / (main.Iv + main.Greeks), "times", "0.0");
    }

    /// <summary>What a processor with this width calls it.</summary>
    internal static string Name(SimdWidth width) => width switch
    {
        SimdWidth.Bits512 => "avx512",
        SimdWidth.Bits256 => "avx2",
        SimdWidth.Bits128 => "simd128",
        _ => "scalar",
    };

    static void Time(int rounds, params PricingRun[] runs)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var run in runs)
                run.Time();
        }
    }

    static long Bytes(PricingRun run)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        run.Both();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    static string Figure(string name, double value, string unit, string format) =>
        $"{name}: {value.ToString(format, CultureInfo.InvariantCulture)} {unit}";
}
