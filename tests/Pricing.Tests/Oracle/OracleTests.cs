using Pricing.Vector;
using Xunit.Abstractions;

namespace Pricing.Tests.Oracle;

/// <summary>
/// The first two files are the project's oracle. The stress files come from the same arithmetic (100 digits, rounded once) on another
/// seed, with strikes out to 37 standard deviations, moneyness down to 1e-15 and prices down to 1e-14 from a bound.
/// </summary>
public class OracleTests(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(FilesAndWidths))]
    public void Every_row_of_the_oracle_is_within_every_gate(string file, int count, SimdWidth width)
    {
        var rows = Read(file);
        var report = GateReport.Of(rows, width == SimdWidth.Scalar ? OracleAnswers.Scalar(rows) : OracleAnswers.Batch(rows, width));
        output.WriteLine(report.ToString());
        Assert.Equal(count, rows.Count);
        Assert.Equal(count, report.Rows("status"));
        Assert.Empty(report.Failures);
    }

    [Theory]
    [InlineData("black76.csv", SimdWidth.Bits128)]
    [InlineData("black76.csv", SimdWidth.Bits256)]
    [InlineData("black76.csv", SimdWidth.Bits512)]
    [InlineData("stress-forward.csv", SimdWidth.Bits128)]
    [InlineData("stress-forward.csv", SimdWidth.Bits256)]
    [InlineData("stress-forward.csv", SimdWidth.Bits512)]
    public void Every_forward_row_is_within_every_gate_as_a_chain_of_its_own(string file, SimdWidth width)
    {
        var rows = Read(file);
        Assert.Empty(GateReport.Of(rows, OracleAnswers.Chains(rows, width)).Failures);
    }

    [Fact]
    public void A_price_off_by_ten_units_fails_its_gate()
    {
        var row = Read("reference.csv")[0];
        var wrong = row with { Expected = row.Expected with { Price = row.Expected.Price * (1 + 1e-14) } };
        Assert.Contains(GateReport.Of([wrong], OracleAnswers.Scalar([wrong])).Failures, f => f.StartsWith("price", StringComparison.Ordinal));
    }

    public static TheoryData<string, int, SimdWidth> FilesAndWidths()
    {
        var data = new TheoryData<string, int, SimdWidth>();
        foreach (var (file, count) in new[] { ("reference.csv", 2000), ("black76.csv", 300), ("stress-spot.csv", 600), ("stress-forward.csv", 200) })
        {
            foreach (var width in Enum.GetValues<SimdWidth>())
                data.Add(file, count, width);
        }

        return data;
    }

    private static IReadOnlyList<OracleRow> Read(string file) => OracleRow.Read(Path.Combine(AppContext.BaseDirectory, "Oracle", file));
}
