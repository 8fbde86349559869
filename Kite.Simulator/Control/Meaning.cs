using System.Globalization;
using Kite.Simulator.Market;
using Kite.Simulator.Rest;
using Microsoft.AspNetCore.Http;

namespace Kite.Simulator.Control;

/// <summary>What the simulator means by its packets: the values before they are encoded, prices in rupees.</summary>
internal static class Meaning
{
    const int Most = 3000;

    /// <summary>By <c>token</c> or <c>symbol</c> (EXCHANGE:SYMBOL), both repeated.</summary>
    public static object Of(World world, IQueryCollection query)
    {
        lock (world.Gate)
        {
            var found = query["token"].Select(t => uint.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var token) ? world.Market.Find(token) : null)
                .Concat(query["symbol"].Select(s => world.Market.Find(s ?? "")))
                .OfType<Instrument>().Take(Most).Select(Row).ToArray();
            return found.Length > 0 ? found : throw ApiException.Input("Give token or symbol of a listed instrument.");
        }
    }

    static object Row(Instrument i)
    {
        var (buy, sell) = i.Totals();
        return new
        {
            instrument_token = i.Token,
            exchange = i.Exchange,
            tradingsymbol = i.Symbol,
            index = i.Kind == InstrumentKind.Index,
            last_price = i.Last / 100m,
            last_quantity = i.LastQuantity,
            average_price = i.AveragePaise / 100m,
            volume = i.Volume,
            buy_quantity = buy,
            sell_quantity = sell,
            open = i.Open / 100m,
            high = i.High / 100m,
            low = i.Low / 100m,
            close = i.Close / 100m,
            change = (i.Last - i.Close) / 100m,
            last_trade_time = i.LastTradeTime,
            oi = i.Oi,
            oi_day_high = i.OiHigh,
            oi_day_low = i.OiLow,
            exchange_timestamp = i.ExchangeTime,
            buy = i.Bids.Select(Level).ToArray(),
            sell = i.Asks.Select(Level).ToArray(),
        };
    }

    static object Level(DepthLevel l) => new { price = l.Price / 100m, quantity = l.Quantity, orders = (int)l.Orders };
}
