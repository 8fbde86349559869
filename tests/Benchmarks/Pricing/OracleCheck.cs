using System.Globalization;
using Pricing.Tests.Oracle;
using Pricing.Vector;

namespace Benchmarks;

/// <summary>
/// Checks a file with the columns of reference.csv or black76.csv against every gate, for the scalar path and every vector width, and
/// prints the worst figure of each gate as a fraction of its limit. The same code as the tests'.
/// </summary>
static class OracleCheck
{
    static readonly SimdWidth[] Widths = [SimdWidth.Scalar, SimdWidth.Bits128, SimdWidth.Bits256, SimdWidth.Bits512];

    /// <returns>False when a gate is broken or the file cannot be read.</returns>
    public static async Task<bool> Run(string path, TextWriter output)
    {
        IReadOnlyList<OracleRow> rows;
        try
        {
            rows = OracleRow.Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or KeyNotFoundException or IndexOutOfRangeException)
        {
            await output.WriteLineAsync($"oracle: {path} cannot be read ({e.Message}); give a file with the columns of reference.csv or black76.csv.");
            return false;
        }

        if (rows.Count == 0)
        {
            await output.WriteLineAsync($"oracle: {path} has no rows; give a file with the columns of reference.csv or black76.csv.");
            return false;
        }

        await output.WriteLineAsync($"oracle.rows: {rows.Count} rows");
        var worst = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var isWithin = true;
        foreach (var (name, answers) in Answers(rows))
        {
            var report = GateReport.Of(rows, answers);
            foreach (var (gate, figure) in report.Worst)
            {
                worst[gate] = Math.Max(worst.GetValueOrDefault(gate), figure);
                await output.WriteLineAsync($"oracle.{name}.{Name(gate)}: {Text(figure)} of limit");
            }

            foreach (var failure in report.Failures)
                await output.WriteLineAsync($"oracle.{name}: broken: {failure}");
            isWithin &= !report.Failures.Any();
        }

        foreach (var (gate, figure) in worst)
            await output.WriteLineAsync($"oracle.{Name(gate)}: {Text(figure)} of limit");
        return isWithin;
    }

    static IEnumerable<(string Name, OracleAnswers Answers)> Answers(IReadOnlyList<OracleRow> rows)
    {
        foreach (var width in Widths)
        {
            var name = width == SimdWidth.Scalar ? "scalar" : $"simd{width.ToString()[4..]}";
            yield return (name, width == SimdWidth.Scalar ? OracleAnswers.Scalar(rows) : OracleAnswers.Batch(rows, width));
            if (rows[0].IsForward)
                yield return ($"{name}.chain", OracleAnswers.Chains(rows, width));
        }
    }

    static string Name(string gate) => gate.Replace(' ', '_');

    static string Text(double figure) => figure.ToString("0.00", CultureInfo.InvariantCulture);
}
