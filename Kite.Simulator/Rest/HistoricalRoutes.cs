using System.Globalization;
using Kite.Simulator.Market;

namespace Kite.Simulator.Rest;

/// <summary>Candles: what was simulated, and before it what the seed makes up.</summary>
internal sealed class HistoricalRoutes(World world)
{
    static readonly Dictionary<string, (int Minutes, int MostDays)> s_intervals = new()
    {
        ["minute"] = (1, 60), ["3minute"] = (3, 100), ["5minute"] = (5, 100), ["10minute"] = (10, 100), ["15minute"] = (15, 200),
        ["30minute"] = (30, 200), ["60minute"] = (60, 400), ["day"] = (375, 2000),
    };

    public Route[] All => [new("GET", "/instruments/historical/*/*", Bucket.Historical, true, Candles)];

    Task<object?> Candles(Call call)
    {
        if (!s_intervals.TryGetValue(call.Argument(1), out var interval))
            throw ApiException.Input("invalid interval");
        if (!Ist.TryParse(call.Value("from"), out var from) || !Ist.TryParse(call.Value("to"), out var to) || from > to)
            throw ApiException.Input("invalid from or to date; use yyyy-mm-dd hh:mm:ss");
        if (to - from > TimeSpan.FromDays(interval.MostDays))
            throw ApiException.Input(string.Create(CultureInfo.InvariantCulture, $"interval exceeds max limit: {interval.MostDays} days"));
        var withInterest = call.Value("oi") == "1";
        lock (world.Gate)
        {
            var instrument = uint.TryParse(call.Argument(0), NumberStyles.None, CultureInfo.InvariantCulture, out var token)
                ? world.Market.Find(token)
                : null;
            if (instrument is null)
                throw ApiException.Input("invalid token");
            var candles = new CandleHistory(world.Market).Read(instrument, interval.Minutes, from, to)
                .Select(c => Row(c.Opened, c.Bar, withInterest)).ToArray();
            return Task.FromResult<object?>(new { candles });
        }
    }

    static object[] Row(DateTimeOffset opened, Bar bar, bool withInterest)
    {
        object[] row = [Ist.Candle(opened), bar.Open / 100.0, bar.High / 100.0, bar.Low / 100.0, bar.Close / 100.0, bar.Volume];
        return withInterest ? [.. row, bar.OpenInterest] : row;
    }
}
