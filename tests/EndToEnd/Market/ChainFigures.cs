using System.Text.Json;
using EndToEnd.Support;

namespace EndToEnd.Market;

/// <summary>One side of a row; null where the service says null.</summary>
sealed record Side(
    string Instrument, string Status, string Freshness, double? Bid, double? Ask, double? Ltp, double? Iv, double? Delta, double? Gamma, double? Theta, double? Vega, double? Rho, double? Price)
{
    public bool IsTwoSided => Bid > 0 && Ask > 0;

    public double Mid => (Bid!.Value + Ask!.Value) / 2;

    /// <summary>What a pricing model gives, by name.</summary>
    public IEnumerable<(string Name, double? Value)> Figures =>
        [("iv", Iv), ("delta", Delta), ("gamma", Gamma), ("theta_per_day", Theta), ("vega_per_point", Vega), ("rho_per_point", Rho), ("price", Price)];

    public static Side? From(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : new(
        json.GetProperty("instrument").GetString()!, json.GetProperty("status").GetString()!, json.GetProperty("freshness").GetString()!,
        json.Number("bid"), json.Number("ask"), json.Number("ltp"), json.Number("iv"), json.Number("delta"), json.Number("gamma"),
        json.Number("theta_per_day"), json.Number("vega_per_point"), json.Number("rho_per_point"), json.Number("price"));
}

sealed record Row(double Strike, Side? Call, Side? Put)
{
    public IEnumerable<Side> Sides => new[] { Call, Put }.OfType<Side>();
}

/// <summary>A chain as the REST answer gives it, and what can be worked out from it without the service's own arithmetic.</summary>
sealed record Chain(
    double Version, string Underlying, string Expiry, string Mode, double? Forward, string? ForwardSource, double Rate, double? Years, double? AtmStrike, double? AtmIv, IReadOnlyList<Row> Rows)
{
    public IEnumerable<Side> Sides => Rows.SelectMany(r => r.Sides);

    public static Chain From(JsonElement json) => new(
        json.GetProperty("version").GetDouble(), json.GetProperty("underlying").GetString()!, json.GetProperty("expiry").GetString()!, json.GetProperty("mode").GetString()!,
        json.Number("forward"), json.GetProperty("forward_source").GetString(), json.GetProperty("rate").GetDouble(), json.Number("years_to_expiry"),
        json.Number("atm_strike"), json.Number("atm_iv"),
        [.. json.GetProperty("rows").EnumerateArray().Select(r => new Row(r.GetProperty("strike").GetDouble(), Side.From(r.GetProperty("call")), Side.From(r.GetProperty("put"))))]);

    /// <summary>F − (K + e^{rt}(C − P)) on mids, index points, of the two-sided strikes nearest the money.</summary>
    public IReadOnlyList<double> ParityResiduals(int strikes) => [.. Rows
        .Where(r => r.Call is { IsTwoSided: true } && r.Put is { IsTwoSided: true })
        .OrderBy(r => Math.Abs(r.Strike - Forward!.Value)).Take(strikes)
        .Select(r => Forward!.Value - (r.Strike + (Math.Exp(Rate * Years!.Value) * (r.Call!.Mid - r.Put!.Mid))))];

    /// <summary>Strikes where a side has a volatility of its own between the bounds.</summary>
    public IReadOnlyList<double> StrikesWithVolatility(double low, double high) =>
        [.. Rows.Where(r => r.Sides.Any(s => s.Status == "ok" && s.Iv >= low && s.Iv <= high)).Select(r => r.Strike)];

    /// <summary>How many contracts have which status.</summary>
    public string Statuses => string.Join(", ", Sides.CountBy(s => s.Status).OrderByDescending(s => s.Value).Select(s => $"{s.Value} {s.Key}"));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
