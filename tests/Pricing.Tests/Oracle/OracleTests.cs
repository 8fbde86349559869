using Xunit.Abstractions;

namespace Pricing.Tests.Oracle;

/// <summary>
/// The first two files are the project's oracle. The stress files come from the same arithmetic (100 digits, rounded once) on another
/// seed, with strikes out to 37 standard deviations, moneyness down to 1e-15 and prices down to 1e-14 from a bound.
/// </summary>
public class OracleTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("reference.csv", 2000)]
    [InlineData("black76.csv", 300)]
    [InlineData("stress-spot.csv", 600)]
    [InlineData("stress-forward.csv", 200)]
    public void Every_row_of_the_oracle_is_within_every_gate(string file, int count)
    {
        var rows = OracleRow.Read(Path.Combine(AppContext.BaseDirectory, "Oracle", file));
        var report = GateReport.Of(rows);
        output.WriteLine(report.ToString());
        Assert.Equal(count, rows.Count);
        Assert.Equal(count, report.Rows("status"));
        Assert.Empty(report.Failures);
    }

    [Fact]
    public void A_price_off_by_ten_units_fails_its_gate()
    {
        var row = OracleRow.Read(Path.Combine(AppContext.BaseDirectory, "Oracle", "reference.csv"))[0];
        var wrong = row with { Expected = row.Expected with { Price = row.Expected.Price * (1 + 1e-14) } };
        Assert.Contains(GateReport.Of([wrong]).Failures, f => f.StartsWith("price", StringComparison.Ordinal));
    }
}
