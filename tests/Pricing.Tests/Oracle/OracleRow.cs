using System.Globalization;

namespace Pricing.Tests.Oracle;

/// <summary>One row of an oracle file; empty cells are NaN. A file with a forward column is Black-76.</summary>
internal sealed record OracleRow(
    int Line, bool IsForward, OptionRight Right, double Level, double Strike, double Years, double Rate, double Yield, double Sigma,
    RawGreeks Expected, double ImpliedVolatility, string Status, double IvCond, double PriceCond, double GreekCond, double ThetaScale)
{
    public bool HasGreeks => !double.IsNaN(Sigma);

    public RawGreeks Greeks() => IsForward
        ? Black76.RawGreeks(Right, Level, Strike, Years, Rate, Sigma)
        : BlackScholesMerton.RawGreeks(Right, Level, Strike, Years, Rate, Yield, Sigma);

    public double Price() => IsForward
        ? Black76.Price(Right, Level, Strike, Years, Rate, Sigma)
        : BlackScholesMerton.Price(Right, Level, Strike, Years, Rate, Yield, Sigma);

    public PricingStatus Invert(out double volatility) => IsForward
        ? Black76.ImpliedVolatility(Right, Expected.Price, Level, Strike, Years, Rate, out volatility)
        : BlackScholesMerton.ImpliedVolatility(Right, Expected.Price, Level, Strike, Years, Rate, Yield, out volatility);

    public static IReadOnlyList<OracleRow> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var header = lines[0].Split(',');
        var isForward = header.Contains("forward");
        var rows = new List<OracleRow>(lines.Length);
        for (var i = 1; i < lines.Length; i++)
        {
            var cells = header.Zip(lines[i].Split(',')).ToDictionary(c => c.First, c => c.Second);
            double Number(string column) => cells[column] switch
            {
                "" => double.NaN,
                "inf" => double.PositiveInfinity,
                var text => double.Parse(text, CultureInfo.InvariantCulture),
            };
            rows.Add(new(
                i + 1, isForward, cells["flag"] == "c" ? OptionRight.Call : OptionRight.Put, Number(isForward ? "forward" : "spot"),
                Number("strike"), Number("t"), Number("r"), Number("q"), Number("sigma"),
                new(Number("price"), Number("delta"), Number("gamma"), Number("theta_per_year"), Number("vega_per_1.00"), Number("rho_per_1.00")),
                Number("implied_vol_from_price"), cells["status"], Number("iv_cond"), Number("price_cond"), Number("greek_cond"), Number("theta_scale")));
        }

        return rows;
    }
}
