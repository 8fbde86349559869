using System.Collections.Immutable;
using Grains.Interfaces.Orders;
using Grains.Storage;

namespace Grains.Orders;

/// <summary>
/// What one reading of the order book makes of an order: the row to commit, or null when it says nothing new. A function of its arguments,
/// so that the rules of design.md section 6 can be read, and tested, in one place.
/// </summary>
/// <param name="Now">When the decision is made.</param>
/// <param name="ReadAt">When the reading began: what happened after it, it cannot show.</param>
/// <param name="MinAbsence">A reading that began sooner than this after the send proves no absence.</param>
/// <param name="CancelSettles">For this long after a cancel was asked for, the book may still show the order open.</param>
/// <param name="Tradable">Whether the instrument can still be traded; null while the list of instruments has not been read.</param>
/// <param name="Today">The exchange's date; null while it is not known.</param>
readonly partial record struct BookReading(DateTimeOffset Now, DateTimeOffset ReadAt, TimeSpan MinAbsence, TimeSpan CancelSettles, bool? Tradable, DateOnly? Today)
{
    public OrderRecord? Apply(OrderRecord order, ImmutableArray<BrokerOrder> rows)
    {
        if (OrderStatusText.IsFinal(order.Status))
            return null;
        // A person said which of the broker's orders it is.
        if (order.Resolution is { Action: "adopt" })
            rows = [.. rows.Where(row => row.Has(order.BrokerOrderId!))];
        return rows switch
        {
            [] => Absent(order),
            [var row] when order.BrokerOrderId is { } id && !row.Has(id) =>
                DeadLetter(order, $"The broker answered with order {id}, and its book shows {row.OrderId} under this order's tag: compare both at the broker."),
            [var row] => Found(order, row),
            _ => DeadLetter(
                order,
                $"The broker's book shows {rows.Length} orders with this order's tag ({string.Join(", ", rows.Select(r => r.OrderId))}): "
                + "keep one and cancel the rest at the broker."),
        };
    }

    OrderRecord? Found(OrderRecord order, BrokerOrder row)
    {
        if (order.Pending is { } operation)
            return FoundChanging(order, operation, row);
        var status = BrokerStatus.ToStatus(row.Status);
        var adopting = order.Status is OrderStatus.Unknown or OrderStatus.Submitting or OrderStatus.IntentRecorded;
        if (!adopting && !OrderStatusText.IsFinal(status))
        {
            // An older reading may lag behind what we know; only fills, which never shrink, are taken from it.
            var stale = ReadAt < order.UpdatedAt;
            var cancelling = order.Status == OrderStatus.CancelPending && ReadAt < order.UpdatedAt + CancelSettles;
            if (stale || cancelling)
                status = order.Status;
        }
        var current = OrderStatusText.IsFinal(status) || (ReadAt >= order.UpdatedAt && status == BrokerStatus.ToStatus(row.Status));
        var next = Filled(order, row) with
        {
            Status = status,
            Terms = current ? Shown(order, row) : order.Terms,
            Message = status == order.Status && !adopting ? order.Message : BrokerStatus.Message(row, order.Effective.Quantity),
            AbsentAt = null,
        };
        return next == order ? null : Changed(next);
    }

    /// <summary>Fills never shrink, and a figure that is read twice counts once: they are totals.</summary>
    static OrderRecord Filled(OrderRecord order, BrokerOrder row)
    {
        var filled = Math.Max(order.FilledQuantity, row.FilledQuantity);
        return order with
        {
            BrokerOrderId = row.OrderId,
            FilledQuantity = filled,
            AveragePrice = filled > 0 && row.FilledQuantity == filled ? row.AveragePrice : order.AveragePrice,
        };
    }

    OrderRecord? Absent(OrderRecord order)
    {
        if (order.Status == OrderStatus.IntentRecorded || order.SentAt is not { } sentAt)
            return null;
        var unknown = order.Status is OrderStatus.Unknown or OrderStatus.Submitting;
        // The book is wiped overnight: from then on absence says nothing about what happened.
        if (order.TradingDay < Today)
        {
            return unknown
                ? DeadLetter(order, "Its trading day ended before the broker's book showed what became of it: look for it in the contract note.")
                : Changed(order with { Status = OrderStatus.Expired, Message = "Its trading day is over." });
        }
        if (!unknown || ReadAt < sentAt + MinAbsence)
            return null;
        if (order.AbsentAt is not { } before)
        {
            const string Once = "The broker's book did not show it; it will be read once more.";
            return Changed(order with { Status = OrderStatus.Unknown, AbsentAt = ReadAt, Message = Once });
        }
        if (ReadAt <= before)
            return null;
        // After a start neither its day nor its instrument may be known yet: a later reading decides.
        if (AsksForResend(order) && (Today is null || Tradable is null))
            return null;
        if (!AsksForResend(order) || Tradable is not true)
            return DeadLetter(order, "The broker's book did not show it in two readings: it was probably never accepted. Check there, then use a new key.");
        return Changed(order with
        {
            Status = OrderStatus.IntentRecorded,
            Resends = order.Resends + 1,
            AbsentAt = null,
            Message = "The broker's book did not show it twice; it is sent once more.",
        });
    }

    static bool AsksForResend(OrderRecord order) => order.Request is { ResendIfAbsent: true, OrderType: "LIMIT" } && order.Resends == 0;

    OrderRecord DeadLetter(OrderRecord order, string message) => Changed(order with { Status = OrderStatus.DeadLettered, Message = message });

    OrderRecord Changed(OrderRecord next) => next with { UpdatedAt = Now, Version = next.Version + 1 };
}
