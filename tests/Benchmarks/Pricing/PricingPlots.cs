using System.Globalization;
using Pricing;
using Pricing.Tests.Oracle;
using Pricing.Vector;

namespace Benchmarks;

/// <summary>The two plots of docs/pricing.md: accuracy from the oracle files beside the program, times measured now.</summary>
static class PricingPlots
{
    const double Unit = 2.220446049250313e-16;
    const string Ours = "#1b6ca8";
    const string Theirs = "#b9c4cd";

    /// <summary>Figures of other libraries on one core of a Zen 4 machine, over a mix like this one: from the project's requirements.</summary>
    static readonly (string Name, double Nanoseconds)[] Peers =
    [
        ("C++ LetsBeRational 2024, volatility alone", 248),
        ("QuantLib, volatility (1e-6) and Greeks", 913 + 218),
        ("opengreeks (Rust), published", 3_300),
        ("py_vollib", 21_700 + 22_300),
    ];

    /// <returns>False when the folder does not exist.</returns>
    public static async Task<bool> Run(string folder, TextWriter output)
    {
        if (!Directory.Exists(folder))
        {
            await output.WriteLineAsync($"pricing-plots: {folder} is not a folder; name the one to write into, such as docs.");
            return false;
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "pricing-error.svg"), Errors().ToString());
        await File.WriteAllTextAsync(Path.Combine(folder, "pricing-time.svg"), Times().ToString());
        await output.WriteLineAsync($"pricing-plots: 2 files in {folder}");
        return true;
    }

    static SvgPlot Errors()
    {
        const int left = 60, right = 780, top = 40, bottom = 340;
        const double reach = 8;
        var plot = new SvgPlot(800, 390);
        plot.Text(left, 22, "Implied volatility: error as a part of its limit, all rows of the oracle", size: 14);
        double X(double z) => left + (z + reach) / (2 * reach) * (right - left);
        double Y(double part) => bottom - part * (bottom - top);
        for (var part = 0.0; part <= 1; part += 0.25)
        {
            plot.Line(left, Y(part), right, Y(part), part == 1 ? "#c0392b" : "#ddd", part == 1 ? "6 4" : "none");
            plot.Text(left - 8, Y(part) + 4, part.ToString("0.00", CultureInfo.InvariantCulture), "end");
        }

        for (var z = -reach; z <= reach; z += 2)
            plot.Text(X(z), bottom + 18, z.ToString("0", CultureInfo.InvariantCulture), "middle");
        plot.Text((left + right) / 2.0, bottom + 38, "log-moneyness ln(F/K) in standard deviations σ√t", "middle");
        foreach (var (width, colour) in new[] { (SimdWidth.Scalar, "#d98e04"), (SimdWidth.Bits512, Ours) })
            plot.Dots(Parts(width).Where(p => Math.Abs(p.Z) <= reach).Select(p => (X(p.Z), Y(Math.Min(p.Part, 1.05)))), colour);
        plot.Dots([(560, 18)], "#d98e04");
        plot.Text(568, 22, "scalar");
        plot.Dots([(640, 18)], Ours);
        plot.Text(648, 22, "vector");
        return plot;
    }

    static IEnumerable<(double Z, double Part)> Parts(SimdWidth width)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Oracle"), "*.csv").Order(StringComparer.Ordinal))
        {
            var rows = OracleRow.Read(path);
            var answers = OracleAnswers.Batch(rows, width);
            for (var i = 0; i < rows.Count; i++)
            {
                var row = rows[i];
                if (row.Status != "ok")
                    continue;
                var carry = row.IsForward ? 0 : (row.Rate - row.Yield) * row.Years;
                var z = (Math.Log(row.Level / row.Strike) + carry) / (row.ImpliedVolatility * Math.Sqrt(row.Years));
                var error = Math.Abs(answers.Volatilities[i] / row.ImpliedVolatility - 1) / Unit;
                yield return (z, error / (2 * (1 + row.IvCond)));
            }
        }
    }

    static SvgPlot Times()
    {
        const int left = 300, right = 700;
        const double least = 10, decades = 4;
        var bars = Measured().Select(b => (b.Name, b.Nanoseconds, Colour: Ours)).Concat(Peers.Select(p => (p.Name, p.Nanoseconds, Colour: Theirs))).ToArray();
        var bottom = 50 + 34 * bars.Length;
        var plot = new SvgPlot(800, bottom + 40);
        plot.Text(20, 22, "Implied volatility and five Greeks, nanoseconds per option on one core (logarithmic)", size: 14);
        double X(double value) => left + Math.Log10(value / least) / decades * (right - left);
        for (var value = least; value <= 1e5; value *= 10)
        {
            plot.Line(X(value), 36, X(value), bottom);
            plot.Text(X(value), bottom + 16, value.ToString("N0", CultureInfo.InvariantCulture), "middle", 11);
        }

        for (var i = 0; i < bars.Length; i++)
        {
            var y = 44 + 34 * i;
            plot.Text(left - 10, y + 15, bars[i].Name, "end");
            plot.Bar(left, y, X(bars[i].Nanoseconds) - left, 20, bars[i].Colour);
            plot.Text(X(bars[i].Nanoseconds) + 6, y + 15, bars[i].Nanoseconds.ToString(bars[i].Nanoseconds < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture));
        }

        return plot;
    }

    static IEnumerable<(string Name, double Nanoseconds)> Measured()
    {
        var mix = OptionMix.Seeded;
        (string Name, PricingRun Run)[] runs =
        [
            ($"this project, {PricingBenchmark.Name(BatchEngine.Widest)}", new(mix, SimdWidth.Widest)),
            ("this project, avx2", new(mix, SimdWidth.Bits256)),
            ("this project, scalar", new(mix, SimdWidth.Scalar)),
            ("the formulas with Math.*, 1e-7", new(mix, SimdWidth.Scalar) { IsNaive = true }),
        ];
        for (var round = 0; round < 81; round++)
        {
            foreach (var (_, run) in runs)
                run.Time();
        }

        return runs.Select(r => (r.Name, r.Run.Iv + r.Run.Greeks));
    }
}
