using System.Collections.Immutable;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Storage;
using Kite.Rest;
using OrderStatus = Grains.Interfaces.Orders.OrderStatus;

namespace Grains.Accounts;

/// <summary>Which rows of one reading belong to which of our orders.</summary>
sealed class OrderBookMatcher
{
    readonly ILookup<string, string> byTag;
    readonly Dictionary<string, (KiteOrder Order, BrokerOrder Row)> byId = new(StringComparer.Ordinal);

    /// <param name="trades">Today's fills, or none: where they add up to more than a row of the book says, they are right.</param>
    public OrderBookMatcher(IReadOnlyList<KiteOrder> book, IReadOnlyList<KiteTrade>? trades = null)
    {
        var fills = (trades ?? []).DistinctBy(trade => trade.TradeId).ToLookup(trade => trade.OrderId, StringComparer.Ordinal);
        foreach (var order in book)
            byId.TryAdd(order.OrderId, (order, WithFills(ToBrokerOrder(order), fills[order.OrderId])));
        byTag = book
            .SelectMany(order => order.Tags.Append(order.Tag).OfType<string>().Distinct(StringComparer.Ordinal), (order, tag) => (tag, order.OrderId))
            .ToLookup(pair => pair.tag, pair => pair.OrderId, StringComparer.Ordinal);
    }

    /// <summary>Rows with the order's tag, and the row with its broker id, each once; the legs of an iceberg are one row.</summary>
    public ImmutableArray<BrokerOrder> Rows(LiveOrder order)
    {
        var ids = byTag[order.Tag];
        if (order.BrokerOrderId is { } known && byId.ContainsKey(known))
            ids = ids.Append(known);
        return [.. BrokerFamily.Fold([.. ids.Distinct(StringComparer.Ordinal).Select(id => byId[id])])];
    }

    /// <summary>Whether the reading may tell the order something that it does not know.</summary>
    public static bool IsNews(LiveOrder order, ImmutableArray<BrokerOrder> rows) => rows switch
    {
        _ when order.Slices > 0 => false,
        _ when order.IsChanging => true,
        [] => order.Status != OrderStatus.IntentRecorded,
        [var row] => order.BrokerOrderId != row.OrderId || order.FilledQuantity != row.FilledQuantity || order.Status != BrokerStatus.ToStatus(row.Status),
        _ => true,
    };

    static BrokerOrder WithFills(BrokerOrder row, IEnumerable<KiteTrade> trades)
    {
        var (quantity, value) = trades.Aggregate((Quantity: 0, Value: 0m), (sum, trade) => (sum.Quantity + trade.Quantity, sum.Value + (trade.Quantity * trade.AveragePrice)));
        return quantity > row.FilledQuantity ? row with { FilledQuantity = quantity, AveragePrice = value / quantity } : row;
    }

    static BrokerOrder ToBrokerOrder(KiteOrder order) => new(
        order.OrderId, order.Tag, order.Status, order.StatusMessage, order.FilledQuantity, order.AveragePrice,
        order.ExchangeUpdateTimestamp ?? order.ExchangeTimestamp)
    {
        Quantity = order.Quantity,
        Price = order.Price,
        TriggerPrice = order.TriggerPrice,
        OrderType = order.OrderType,
        Validity = order.Validity,
        DisclosedQuantity = order.DisclosedQuantity,
    };
}
