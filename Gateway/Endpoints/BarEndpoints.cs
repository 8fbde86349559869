using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Market;
using Grains.Interfaces;
using Grains.Interfaces.Bars;
using Grains.Interfaces.Instruments;

namespace Gateway.Endpoints;

/// <summary>Bars of the instruments whose 1-minute bars are stored.</summary>
static partial class BarEndpoints
{
    const int DefaultLimit = 500;
    const int MostLimit = 1000;

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/bars/{instrument}", Bars).WithName("GetBars").WithSummary("Bars of one instrument, exchange:tradingsymbol, in order of time.");

    static async Task<IResult> Bars(string instrument, string? interval, string? from, string? to, string? limit, string? cursor, IClusterClient cluster)
    {
        interval ??= "1m";
        if (!BarIntervals.TryParse(interval, out var seconds) || seconds == BarIntervals.Second)
            return new Problem(400, "unknown_interval", $"There are no bars of {interval}; take one of {BarIntervals.Names}.", "interval").ToResult();
        if (!TryTime(from, out var first))
            return MalformedTime("from", from!);
        if (!TryTime(to, out var end))
            return MalformedTime("to", to!);
        if (first >= end)
            return new Problem(400, "malformed_range", $"from is {from} and to is {to}; from must be earlier.", "from").ToResult();
        if (Paging.Limit(limit, DefaultLimit, MostLimit, out var take) is { } wrong)
            return wrong.ToResult();
        if (Paging.Cursor(cursor) is { } strange)
            return strange.ToResult();
        if (!string.IsNullOrEmpty(cursor))
            first = long.Parse(cursor, NumberStyles.None, CultureInfo.InvariantCulture);

        var listed = await cluster.GetGrain<ICatalogGrain>(GrainKeys.Catalog).Find(instrument);
        if (listed is null && !Name().IsMatch(instrument))
            return await MarketEndpoints.Unknown(instrument, cluster);
        var page = await cluster.GetGrain<IBarsGrain>(GrainKeys.Bars(listed?.Instrument ?? instrument)).Get(new(seconds, first, end, take));
        // Bars of a contract that has expired are still there.
        if (listed is null && page.Bars.IsEmpty)
            return await MarketEndpoints.Unknown(instrument, cluster);
        return page.Kept
            ? Results.Json(new { instrument = listed?.Instrument ?? instrument, interval, mode = page.Mode, bars = page.Bars, next_cursor = page.Next?.ToString(CultureInfo.InvariantCulture) }, TickerJson.Options)
            : new Problem(404, "bars_not_kept", $"Bars of {instrument} are not stored: name it in Ticker:Bars:Instruments, or stream them with StreamBars.").ToResult();
    }

    static IResult MalformedTime(string field, string text) =>
        new Problem(400, "malformed_time", $"{field} is {text}; write it like 2025-11-21T09:15:00+05:30, or as a date.", field).ToResult();

    /// <summary>Unix seconds; a date alone begins at midnight IST. True with null when there is none.</summary>
    static bool TryTime(string? text, out long? seconds)
    {
        seconds = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            seconds = new DateTimeOffset(day.ToDateTime(default), new TimeSpan(5, 30, 0)).ToUnixTimeSeconds();
            return true;
        }

        // A plus sign that was not escaped arrives as a space.
        if (!Rfc3339().IsMatch(text = text.Replace(' ', '+')) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return false;
        seconds = time.ToUnixTimeSeconds();
        return true;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex Rfc3339();

    [GeneratedRegex(@"^[A-Z]{2,5}:[A-Za-z0-9 &._-]{1,60}$")]
    private static partial Regex Name();
}
