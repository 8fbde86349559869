using Pricing.Vector;

namespace Pricing.Tests.Oracle;

/// <summary>What one way of computing says to every row of an oracle file.</summary>
internal sealed class OracleAnswers(int rows)
{
    public PricingStatus[] Statuses { get; } = new PricingStatus[rows];

    public double[] Volatilities { get; } = new double[rows];

    public RawGreeks[] Greeks { get; } = new RawGreeks[rows];

    /// <summary>By the functions that compute a price alone; NaN where there is no such function.</summary>
    public double[] Prices { get; } = Enumerable.Repeat(double.NaN, rows).ToArray();

    public static OracleAnswers Scalar(IReadOnlyList<OracleRow> rows)
    {
        var answers = new OracleAnswers(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            answers.Statuses[i] = rows[i].Invert(out answers.Volatilities[i]);
            answers.Greeks[i] = rows[i].Greeks();
            answers.Prices[i] = rows[i].Price();
        }

        return answers;
    }

    /// <summary>All rows as one batch.</summary>
    public static OracleAnswers Batch(IReadOnlyList<OracleRow> rows, SimdWidth width)
    {
        var answers = new OracleAnswers(rows.Count);
        var isForward = rows[0].IsForward;
        var columns = new OptionColumns
        {
            Model = isForward ? PricingModel.Black76 : PricingModel.BlackScholesMerton,
            Rights = Column(rows, r => r.Right), Levels = Column(rows, r => r.Level), Strikes = Column(rows, r => r.Strike),
            Years = Column(rows, r => r.Years), Rates = Column(rows, r => r.Rate), DividendYields = isForward ? [] : Column(rows, r => r.Yield),
        };
        var greeks = Results(rows.Count);
        BatchPricer.ImpliedVolatilities(columns, Column(rows, r => r.Expected.Price), answers.Volatilities, answers.Statuses, width);
        BatchPricer.Greeks(columns, Column(rows, r => r.Sigma), greeks, width);
        for (var i = 0; i < rows.Count; i++)
            answers.Greeks[i] = Raw(greeks[i]);
        return answers;
    }

    /// <summary>Every row as a chain of its own; only for a file with forwards.</summary>
    public static OracleAnswers Chains(IReadOnlyList<OracleRow> rows, SimdWidth width)
    {
        var answers = new OracleAnswers(rows.Count);
        var greeks = Results(1);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var terms = new ChainTerms(row.Level, row.Years, row.Rate);
            ChainPricer.ImpliedVolatilities(
                terms, [row.Right], [row.Strike], [row.Expected.Price], answers.Volatilities.AsSpan(i, 1), answers.Statuses.AsSpan(i, 1), width);
            ChainPricer.Greeks(terms, [row.Right], [row.Strike], [row.Sigma], greeks, width);
            answers.Greeks[i] = Raw(greeks[0]);
        }

        return answers;
    }

    private static TValue[] Column<TValue>(IReadOnlyList<OracleRow> rows, Func<OracleRow, TValue> value) => [.. rows.Select(value)];

    private static GreekColumns Results(int rows) => new()
    {
        Price = new double[rows], Delta = new double[rows], Gamma = new double[rows],
        ThetaPerDay = new double[rows], VegaPerPoint = new double[rows], RhoPerPoint = new double[rows],
    };

    private static RawGreeks Raw(OptionGreeks g) =>
        new(g.Price, g.Delta, g.Gamma, g.ThetaPerDay * 365, g.VegaPerPoint * 100, g.RhoPerPoint * 100);
}
