using System.Globalization;

namespace Kite.Simulator.Orders;

/// <summary>Ids that only grow: 19 digits with the time in the upper bits for orders, 16 digits for the exchange's own.</summary>
internal sealed class OrderIds
{
    const long Epoch = 1_288_834_974_657;
    const long FirstExchangeId = 1_100_000_000_000_000;
    long _last;
    long _lastExchange = FirstExchangeId;
    long _lastTrade = 1_000_000;

    public string NextOrder(DateTimeOffset now)
    {
        _last = Math.Max(_last + 1, (now.ToUnixTimeMilliseconds() - Epoch) << 22);
        return Text(_last);
    }

    public string NextExchangeOrder() => Text(++_lastExchange);

    public string NextTrade() => Text(++_lastTrade);

    /// <summary>Ids that were given out before a restart.</summary>
    public void Saw(OrderRow row)
    {
        _last = Math.Max(_last, Number(row.OrderId));
        if (row.ExchangeOrderId is { } exchange)
            _lastExchange = Math.Max(_lastExchange, Number(exchange));
    }

    public void Saw(Trade trade) => _lastTrade = Math.Max(_lastTrade, Number(trade.TradeId));

    static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);
}
