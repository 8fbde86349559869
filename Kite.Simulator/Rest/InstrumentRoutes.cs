using System.Globalization;
using System.IO.Compression;
using System.Text;
using Kite.Simulator.Market;
using Microsoft.AspNetCore.Http;

namespace Kite.Simulator.Rest;

/// <summary>The day's contracts as CSV.</summary>
internal sealed class InstrumentRoutes(World world)
{
    const string Header = "instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange\n";

    public Route[] All =>
    [
        new("GET", "/instruments", Bucket.Other, true, call => WriteAsync(call, exchange: null)),
        new("GET", "/instruments/*", Bucket.Other, true, call => WriteAsync(call, call.Argument(0))),
    ];

    Task<object?> WriteAsync(Call call, string? exchange) => WriteCsvAsync(call, Csv(exchange));

    /// <summary>A list as CSV, compressed for those who ask.</summary>
    public static async Task<object?> WriteCsvAsync(Call call, string text)
    {
        var csv = Encoding.UTF8.GetBytes(text);
        var response = call.Http.Response;
        response.ContentType = "text/csv";
        if (!call.Http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            await response.Body.WriteAsync(csv, call.Http.RequestAborted);
            return Written.Instance;
        }

        response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest);
        await gzip.WriteAsync(csv, call.Http.RequestAborted);
        return Written.Instance;
    }

    string Csv(string? exchange)
    {
        var text = new StringBuilder(Header, 80 * 1024);
        lock (world.Gate)
        {
            foreach (var i in world.Market.Instruments)
            {
                if (exchange is null || exchange == i.Exchange)
                    Append(text, i);
            }
        }

        return text.ToString();
    }

    static void Append(StringBuilder text, Instrument i)
    {
        var (type, segment) = i.Kind switch
        {
            InstrumentKind.Index => ("EQ", "INDICES"),
            InstrumentKind.Equity => ("EQ", i.Exchange),
            InstrumentKind.Future => ("FUT", i.Exchange + "-FUT"),
            InstrumentKind.Call => ("CE", i.Exchange + "-OPT"),
            _ => ("PE", i.Exchange + "-OPT"),
        };
        var index = i.Kind == InstrumentKind.Index;
        var name = index ? i.Symbol : i.Underlying.Facts.Name;
        var lot = index ? 0 : i.Lot;
        var expiry = i.IsSpot ? "" : i.Expiry.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var tick = index ? 0 : i.TickPaise / 100.0;
        text.Append(
            CultureInfo.InvariantCulture,
            $"{i.Token},{i.Token >> 8},{i.Symbol},{name},{i.Close / 100.0},{expiry},{i.Strike},{tick},{lot},{type},{segment},{i.Exchange}\n");
    }
}
