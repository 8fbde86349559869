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
    readonly ILookup<string, BrokerOrder> byTag;
    readonly Dictionary<string, BrokerOrder> byId = new(StringComparer.Ordinal);

    public OrderBookMatcher(IReadOnlyList<KiteOrder> book)
    {
        foreach (var order in book)
            byId.TryAdd(order.OrderId, ToBrokerOrder(order));
        byTag = book
            .SelectMany(order => order.Tags.Append(order.Tag).OfType<string>().Distinct(StringComparer.Ordinal), (order, tag) => (tag, order.OrderId))
            .ToLookup(pair => pair.tag, pair => byId[pair.OrderId], StringComparer.Ordinal);
    }

    /// <summary>Rows with the order's tag, and the row with its broker id, each once.</summary>
    public ImmutableArray<BrokerOrder> Rows(LiveOrder order)
    {
        var rows = byTag[order.Tag];
        if (order.BrokerOrderId is { } id && byId.TryGetValue(id, out var known))
            rows = rows.Append(known);
        return [.. rows.DistinctBy(row => row.OrderId)];
    }

    /// <summary>Whether the reading may tell the order something that it does not know.</summary>
    public static bool IsNews(LiveOrder order, ImmutableArray<BrokerOrder> rows) => rows switch
    {
        [] => order.Status != OrderStatus.IntentRecorded,
        [var row] => order.BrokerOrderId != row.OrderId || order.FilledQuantity != row.FilledQuantity || order.Status != BrokerStatus.ToStatus(row.Status),
        _ => true,
    };

    static BrokerOrder ToBrokerOrder(KiteOrder order) => new(
        order.OrderId, order.Tag, order.Status, order.StatusMessage, order.FilledQuantity, order.AveragePrice,
        order.ExchangeUpdateTimestamp ?? order.ExchangeTimestamp);
}
