using Xunit.Abstractions;

namespace Pricing.Tests.Oracle;

public class OracleTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("reference.csv", 2000)]
    [InlineData("black76.csv", 300)]
    public void Every_row_of_the_oracle_is_within_every_gate(string file, int count)
    {
        var rows = OracleRow.Read(Path.Combine(AppContext.BaseDirectory, "Oracle", file));
        var report = GateReport.Of(rows);
        output.WriteLine(report.ToString());
        Assert.Equal(count, rows.Count);
        Assert.Equal(count, report.Rows("status"));
        Assert.Empty(report.Failures);
    }
}
