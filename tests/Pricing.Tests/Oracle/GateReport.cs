using System.Globalization;

namespace Pricing.Tests.Oracle;

/// <summary>The worst figure of each gate as a fraction of its limit, and the row it came from.</summary>
internal sealed class GateReport
{
    private const double Unit = 2.220446049250313e-16;
    private const double SmallestNormal = 2.2250738585072014e-308;
    private readonly SortedDictionary<string, (double Worst, int Line, int Rows)> gates = new(StringComparer.Ordinal);

    public IEnumerable<string> Failures => gates.Where(g => !(g.Value.Worst <= 1)).Select(g => $"{g.Key} {g.Value}");

    public int Rows(string gate) => gates[gate].Rows;

    /// <summary>The worst figure of each gate, by name.</summary>
    public IEnumerable<KeyValuePair<string, double>> Worst => gates.Select(g => KeyValuePair.Create(g.Key, g.Value.Worst));

    public static GateReport Of(IReadOnlyList<OracleRow> rows, OracleAnswers answers)
    {
        var report = new GateReport();
        for (var i = 0; i < rows.Count; i++)
            report.Add(rows[i], answers.Statuses[i], answers.Volatilities[i], answers.Greeks[i], answers.Prices[i]);
        return report;
    }

    public override string ToString() => string.Join(
        Environment.NewLine,
        gates.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key,-8} {g.Value.Worst:F3} of its limit, line {g.Value.Line}, {g.Value.Rows} rows")));

    private void Add(OracleRow row, PricingStatus status, double volatility, RawGreeks actual, double price)
    {
        Note("status", PricingStatusNames.ToJsonName(status) == row.Status ? 0 : double.PositiveInfinity, row);
        if (row.Status == "ok")
            Relative("iv", volatility, row.ImpliedVolatility, 2 * (1 + row.IvCond), row);
        else
            Note("iv none", double.IsNaN(volatility) ? 0 : double.PositiveInfinity, row);
        if (!row.HasGreeks)
            return;

        var expected = row.Expected;
        var limit = 8 * row.GreekCond;
        if (expected.Price > 0)
        {
            Relative("price", actual.Price, expected.Price, 2 * (1 + row.PriceCond), row);
            if (!double.IsNaN(price))
                Relative("price 2", price, expected.Price, 2 * (1 + row.PriceCond), row);
        }

        Relative("delta", actual.Delta, expected.Delta, limit, row);
        Relative("gamma", actual.Gamma, expected.Gamma, limit, row);
        Relative("vega", actual.VegaPerUnit, expected.VegaPerUnit, limit, row);
        Relative("rho", actual.RhoPerUnit, expected.RhoPerUnit, limit, row);
        var theta = Math.Abs(actual.ThetaPerYear - expected.ThetaPerYear);
        Note("theta", theta <= SmallestNormal ? 0 : theta / row.ThetaScale / Unit / limit, row);
    }

    // The oracle flushes what is below the normal range to zero, so a difference of that size is none.
    private void Relative(string gate, double actual, double expected, double limit, OracleRow row)
    {
        var error = Math.Abs(actual - expected);
        Note(gate, error <= SmallestNormal ? 0 : error / Math.Abs(expected) / Unit / limit, row);
    }

    private void Note(string gate, double figure, OracleRow row)
    {
        figure = double.IsNaN(figure) ? double.PositiveInfinity : figure;
        var (worst, line, rows) = gates.GetValueOrDefault(gate, (-1, 0, 0));
        gates[gate] = figure > worst ? (figure, row.Line, rows + 1) : (worst, line, rows + 1);
    }
}
