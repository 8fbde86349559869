using System.Globalization;
using Kite.Simulator.Market;

namespace Kite.Simulator.Tests.Market;

public sealed class MarketFactsTests
{
    static readonly RecordedChain s_chain = new();

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(38)]
    public void The_smile_knots_follow_from_the_recorded_chain(int days)
    {
        var knots = MarketFacts.Embedded.Shape.Smile.Single(s => (int)s.Days == days);
        var (forward, atm, points) = s_chain.Expiry(days);
        Assert.Equal(forward, knots.Forward, 0.01);
        Assert.Equal(atm, knots.AtmIv, 0.0002);
        for (var i = 0; i < knots.X.Length; i++)
        {
            var x = knots.X[i];
            var width = Math.Abs(x) <= 1.5 ? 0.25 : 0.5;
            var bin = points.Where(p => p.Spread < 0.35 && Math.Abs(p.X - x) <= width).ToList();
            Assert.True(bin.Count >= 2, $"{bin.Count} rows at {x}");
            Assert.Equal(RecordedChain.Median(bin.Select(p => p.Volatility / atm)), knots.Ratio[i], 0.001);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(38)]
    public void The_liquidity_knots_follow_from_the_recorded_chain(int days)
    {
        var knots = MarketFacts.Embedded.Shape.Liquidity.Single(s => (int)s.Days == days);
        var (_, _, points) = s_chain.Expiry(days);
        double[] edges = [0, 0.5, 1, 1.5, 2, 3, 4, 7];
        for (var i = 0; i < knots.X.Length; i++)
        {
            var bin = points.Where(p => Math.Abs(p.X) >= edges[i] && Math.Abs(p.X) < edges[i + 1]).ToLookup(static p => p.Row.Strike % 500 == 0);
            Assert.InRange(knots.X[i], edges[i], edges[i + 1]);
            Assert.Equal(RecordedChain.Median(bin[true].Select(static p => p.Spread)), knots.RelativeSpreadRound[i], 0.0001);
            Assert.Equal(RecordedChain.Median(bin[true].Select(static p => p.Row.OpenInterest)), knots.OpenInterestRound[i], 1.0);
            Assert.Equal(RecordedChain.Median(bin[false].Select(static p => p.Row.OpenInterest)), knots.OpenInterestOther[i], 1.0);
            Assert.Equal(RecordedChain.Median(bin[true].Select(static p => p.Row.Volume)), knots.VolumeRound[i], 1.0);
            Assert.Equal(RecordedChain.Median(bin[false].Select(static p => p.Row.Volume)), knots.VolumeOther[i], 1.0);
        }
    }

    [Fact]
    public void Pace_and_size_of_moves_follow_from_the_recorded_ticks()
    {
        var facts = MarketFacts.Embedded.Moves;
        var moves = RecordedMoves();
        Assert.Equal(facts.MedianGapSeconds, RecordedChain.Median(moves.Select(static m => m.Gap)), 0.01);
        var sorted = moves.Select(static m => Math.Abs(m.Move)).Order().ToArray();
        for (var i = 1; i < facts.Probability.Length; i++)
            Assert.Equal(sorted[(int)(facts.Probability[i] * (sorted.Length - 1))], facts.AbsoluteMove[i], 0.011);
        Assert.Equal(facts.StandardDeviation, Math.Sqrt(moves.Average(static m => m.Move * m.Move)), 0.005);
    }

    [Fact]
    public void Every_data_file_names_its_source_and_date()
    {
        var assembly = typeof(SimulatorHost).Assembly;
        var names = assembly.GetManifestResourceNames().Where(static n => n.EndsWith(".json", StringComparison.Ordinal)).ToList();
        Assert.Equal(8, names.Count);
        foreach (var name in names)
        {
            using var json = System.Text.Json.JsonDocument.Parse(assembly.GetManifestResourceStream(name)!);
            Assert.True(json.RootElement.TryGetProperty("as_of", out _), name);
            Assert.True(json.RootElement.TryGetProperty("source", out _) || json.RootElement.TryGetProperty("sources", out _), name);
        }
    }

    internal static List<(double Gap, double Move)> RecordedMoves()
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "nifty-index-ticks-2025-02.csv"))
            .Select(static l => l.Split(','))
            .Select(static c => (Time: DateTime.Parse(c[0], CultureInfo.InvariantCulture), Price: double.Parse(c[1], CultureInfo.InvariantCulture)))
            .ToList();
        return [.. rows.Zip(rows.Skip(1), static (a, b) => ((b.Time - a.Time).TotalSeconds, b.Price - a.Price)).Where(static m => m.TotalSeconds < 10)];
    }
}
