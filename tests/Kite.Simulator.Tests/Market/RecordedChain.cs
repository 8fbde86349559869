using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Pricing;

namespace Kite.Simulator.Tests.Market;

/// <summary>The recorded BANKNIFTY chain (Data/nse-banknifty-2021-05-17.json.gz), and how the simulator's data file was derived from it.</summary>
internal sealed class RecordedChain
{
    static readonly DateOnly s_day = new(2021, 5, 17);
    readonly Dictionary<DateOnly, List<Row>> _rows = [];

    public RecordedChain()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", "nse-banknifty-2021-05-17.json.gz"));
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var json = JsonDocument.Parse(gzip);
        foreach (var strike in json.RootElement.GetProperty("records").GetProperty("data").EnumerateArray())
        {
            foreach (var side in (string[])["CE", "PE"])
            {
                if (!strike.TryGetProperty(side, out var cell))
                    continue;
                var expiry = DateOnly.ParseExact(strike.GetProperty("expiryDate").GetString()!, "dd-MMM-yyyy", CultureInfo.InvariantCulture);
                if (!_rows.TryGetValue(expiry, out var rows))
                    _rows[expiry] = rows = [];
                rows.Add(new(
                    strike.GetProperty("strikePrice").GetInt32(), side == "CE", cell.GetProperty("bidprice").GetDouble(),
                    cell.GetProperty("askPrice").GetDouble(), cell.GetProperty("openInterest").GetDouble(),
                    cell.GetProperty("totalTradedVolume").GetDouble()));
            }
        }
    }

    /// <summary>Out-of-the-money rows with both sides, by moneyness in standard deviations; the forward and the volatility at the money.</summary>
    public (double Forward, double Atm, List<Point> Points) Expiry(int days)
    {
        var rows = _rows[s_day.AddDays(days)].Where(static r => r is { Bid: > 0, Ask: > 0 }).ToList();
        var years = days / 365.0;
        var calls = rows.Where(static r => r.Call).ToDictionary(static r => r.Strike);
        var forward = Median(rows.Where(r => !r.Call && calls.ContainsKey(r.Strike))
            .OrderBy(static r => Math.Abs(r.Strike - 33459.25)).Take(7)
            .Select(r => r.Strike + calls[r.Strike].Mid - r.Mid));
        var points = new List<Point>();
        foreach (var row in rows.Where(r => r.Call == r.Strike >= forward).OrderBy(static r => r.Strike))
        {
            var right = row.Call ? OptionRight.Call : OptionRight.Put;
            if (Black76.ImpliedVolatility(right, row.Mid, forward, row.Strike, years, 0, out var volatility) == PricingStatus.Ok)
                points.Add(new(Math.Log(row.Strike / forward), volatility, (row.Ask - row.Bid) / row.Mid, row));
        }

        var atm = points.Where(static p => p.Spread < 0.35).OrderBy(static p => Math.Abs(p.X)).Take(4).Average(static p => p.Volatility);
        return (forward, atm, [.. points.Select(p => p with { X = p.X / (atm * Math.Sqrt(years)) })]);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    internal sealed record Row(int Strike, bool Call, double Bid, double Ask, double OpenInterest, double Volume)
    {
        public double Mid => (Bid + Ask) / 2;
    }

    internal sealed record Point(double X, double Volatility, double Spread, Row Row);
}
