using System.Text.Json;
using Grains.Interfaces.Orders;
using Kite.Rest;
using OrderStatus = Kite.Rest.OrderStatus;

namespace Grains.Accounts;

/// <summary>
/// One placement may become several rows of the broker's book, all with its tag: the legs of an iceberg follow one another, and a filled cover order
/// leaves its stoploss order. They are one order, not several.
/// </summary>
static class BrokerFamily
{
    /// <summary>The rows, with each family as one. What is no family stays as it is: two orders with one tag are two.</summary>
    public static IReadOnlyList<BrokerOrder> Fold(IReadOnlyList<(KiteOrder Order, BrokerOrder Row)> rows)
    {
        if (rows.Count < 2 && !rows.Any(row => row.Order.Variety == "iceberg"))
            return [.. rows.Select(row => row.Row)];
        var ids = rows.Select(row => row.Order.OrderId).ToHashSet(StringComparer.Ordinal);
        var placed = rows.Where(row => row.Order.ParentOrderId is not { Length: > 0 } parent || parent == row.Order.OrderId || !ids.Contains(parent)).ToArray();
        // Rows that name one another as parents are no family that is known: a person sees them as they are.
        if (placed.Length == 0)
            return [.. rows.Select(row => row.Row)];
        var legs = placed.Select(row => (row.Row, Leg: Leg.Of(row.Order))).ToArray();
        var isIceberg = legs.All(leg => leg.Leg is not null) && legs.DistinctBy(leg => leg.Leg!.Value.Number).Count() == legs.Length;
        return isIceberg ? [Iceberg([.. legs.OrderBy(leg => leg.Leg!.Value.Number).Select(leg => (leg.Row, leg.Leg!.Value))])] : [.. placed.Select(row => row.Row)];
    }

    /// <summary>What is working, or worked last, is the latest leg; what is filled is filled in all of them.</summary>
    static BrokerOrder Iceberg((BrokerOrder Row, Leg Leg)[] legs)
    {
        var (last, leg) = legs[^1];
        var filled = legs.Sum(l => l.Row.FilledQuantity);
        return last with
        {
            // Between two legs the next one is on its way.
            Status = last.Status == OrderStatus.Complete && leg.Remaining > 0 ? OrderStatus.Open : last.Status,
            FilledQuantity = filled,
            AveragePrice = filled == 0 ? 0 : legs.Sum(l => l.Row.FilledQuantity * l.Row.AveragePrice) / filled,
            EarlierIds = [.. legs[..^1].Select(l => l.Row.OrderId)],
        };
    }

    /// <param name="Number">From 1.</param>
    /// <param name="Remaining">Units that no leg has been placed for yet.</param>
    readonly record struct Leg(int Number, int Remaining)
    {
        public static Leg? Of(KiteOrder order)
        {
            if (order.Variety != "iceberg" || order.Meta is not { Length: > 0 } meta)
                return null;
            try
            {
                using var document = JsonDocument.Parse(meta);
                return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("iceberg", out var iceberg)
                    && iceberg.TryGetProperty("leg", out var leg) && leg.TryGetInt32(out var number)
                    && iceberg.TryGetProperty("remaining_quantity", out var rest) && rest.TryGetInt32(out var remaining)
                    ? new(number, remaining)
                    : null;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // Not the form that is known: the rows stay as they are, and a person sees them.
                return null;
            }
        }
    }
}
