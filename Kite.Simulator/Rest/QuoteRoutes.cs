using System.Globalization;
using Kite.Simulator.Market;

namespace Kite.Simulator.Rest;

/// <summary>Snapshots by <c>i=EXCHANGE:SYMBOL</c> or token; what does not exist is left out of the answer.</summary>
internal sealed class QuoteRoutes(World world)
{
    public Route[] All =>
    [
        new("GET", "/quote", Bucket.Quote, true, call => Quotes(call, 500, Full)),
        new("GET", "/quote/ohlc", Bucket.Quote, true, call => Quotes(call, 1000, static i => new
        {
            instrument_token = i.Token,
            last_price = Rupees(i.Last),
            ohlc = Ohlc(i),
        })),
        new("GET", "/quote/ltp", Bucket.Quote, true, call => Quotes(call, 1000, static i => new { instrument_token = i.Token, last_price = Rupees(i.Last) })),
        new("GET", "/instruments/trigger_range/*", Bucket.Other, true, TriggerRange),
    ];

    /// <summary>Where a cover order's stop may be: a route of older clients.</summary>
    Task<object?> TriggerRange(Call call)
    {
        if (call.Argument(0).ToUpperInvariant() is not ("BUY" or "SELL"))
            throw ApiException.Input("Invalid `transaction_type`.");
        return Quotes(call, 1000, static i =>
        {
            var (lower, upper) = CircuitLimits.Of(i);
            return new { instrument_token = i.Token, lower = Rupees(lower), upper = Rupees(upper) };
        });
    }

    Task<object?> Quotes(Call call, int most, Func<Instrument, object> shape)
    {
        var asked = call.All("i");
        if (asked.Length == 0)
            throw ApiException.Input("Missing or empty field `i`");
        if (asked.Length > most)
            throw ApiException.Input(string.Create(CultureInfo.InvariantCulture, $"Maximum {most} instruments are allowed in a call."));
        var found = new Dictionary<string, object>();
        lock (world.Gate)
        {
            foreach (var key in asked)
            {
                var instrument = uint.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var token)
                    ? world.Market.Find(token)
                    : world.Market.Find(key);
                if (instrument is not null)
                    found[key] = shape(instrument);
            }
        }

        return Task.FromResult<object?>(found);
    }

    static object Full(Instrument i)
    {
        var (buy, sell) = i.Totals();
        var (lower, upper) = CircuitLimits.Of(i);
        return new
        {
            instrument_token = i.Token,
            timestamp = Ist.Stamp(Ist.OfUnix(i.ExchangeTime)),
            last_trade_time = i.LastTradeTime == 0 ? null : Ist.Stamp(Ist.OfUnix(i.LastTradeTime)),
            last_price = Rupees(i.Last),
            last_quantity = i.LastQuantity,
            buy_quantity = buy,
            sell_quantity = sell,
            volume = i.Volume,
            average_price = Rupees(i.AveragePaise),
            oi = i.Oi,
            oi_day_high = i.OiHigh,
            oi_day_low = i.OiLow,
            net_change = Rupees(i.Last) - Rupees(i.Close),
            lower_circuit_limit = Rupees(lower),
            upper_circuit_limit = Rupees(upper),
            ohlc = Ohlc(i),
            depth = new { buy = Levels(i.Bids), sell = Levels(i.Asks) },
        };
    }

    public static object Ohlc(Instrument i) => new { open = Rupees(i.Open), high = Rupees(i.High), low = Rupees(i.Low), close = Rupees(i.Close) };

    static object[] Levels(DepthLevel[] side) =>
        [.. side.Select(static l => new { price = Rupees(l.Price), quantity = l.Quantity, orders = (int)l.Orders })];

    static double Rupees(int paise) => paise / 100.0;
}
