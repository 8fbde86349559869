using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Pricing.Conventions;

namespace Pricing.Tests.Conventions;

/// <summary>Against NSE's own figures on its recorded chain: see Data/README.md.</summary>
public class NseDisplayTests
{
    private static readonly DateOnly Day = new(2021, 5, 17);

    [Fact]
    public void Every_traded_contract_of_a_recorded_chain_is_reproduced_to_a_hundredth_of_a_point()
    {
        var (traded, zero) = (0, 0);
        foreach (var c in Contracts().Where(c => c.Volume > 0))
        {
            var actual = NseDisplay.ImpliedVolatilityPercent(c.Right, c.Last, c.Spot, c.Strike, Day, c.Expiry);
            Assert.True(Math.Abs(actual - c.Displayed) <= 0.0100001, $"{c}: {actual}");
            Assert.Equal(c.Displayed == 0, actual == 0);
            traded++;
            zero += c.Displayed == 0 ? 1 : 0;
        }

        Assert.Equal(444, traded);
        Assert.True(zero > 0, "none without a volatility");
    }

    [Fact]
    public void On_the_expiry_date_there_is_none() =>
        Assert.Equal(0, NseDisplay.ImpliedVolatilityPercent(OptionRight.Call, 50, 100, 100, Day, Day));

    private static List<Contract> Contracts()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Data", "nse-banknifty-2021-05-17.json.gz");
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var json = JsonDocument.Parse(file);
        var contracts = new List<Contract>();
        foreach (var row in json.RootElement.GetProperty("records").GetProperty("data").EnumerateArray())
        {
            foreach (var (name, right) in new[] { ("CE", OptionRight.Call), ("PE", OptionRight.Put) })
            {
                if (row.TryGetProperty(name, out var side))
                    contracts.Add(Read(side, right));
            }
        }

        return contracts;
    }

    private static Contract Read(JsonElement side, OptionRight right)
    {
        double Number(string name) => side.GetProperty(name).GetDouble();
        var expiry = DateOnly.ParseExact(side.GetProperty("expiryDate").GetString()!, "dd-MMM-yyyy", CultureInfo.InvariantCulture);
        return new(
            right, Number("strikePrice"), expiry, Number("underlyingValue"), Number("lastPrice"), Number("totalTradedVolume"), Number("impliedVolatility"));
    }

    private sealed record Contract(OptionRight Right, double Strike, DateOnly Expiry, double Spot, double Last, double Volume, double Displayed);
}
