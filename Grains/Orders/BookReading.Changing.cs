using Grains.Interfaces.Orders;
using Grains.Storage;

namespace Grains.Orders;

/// <summary>What a reading makes of an order that a modification or a cancel is on its way to.</summary>
readonly partial record struct BookReading
{
    /// <summary>A change whose outcome is not known is sent this often at most: it is absolute, so twice is as once.</summary>
    public const int MaxChangeAttempts = 3;

    OrderRecord? FoundChanging(OrderRecord order, OrderOperation operation, BrokerOrder row)
    {
        var status = BrokerStatus.ToStatus(row.Status);
        var shown = operation.Target is { } target && ChangeRules.Shows(row, target);
        var seen = Filled(order, row);
        if (OrderStatusText.IsFinal(status))
        {
            var applied = shown || (operation.IsCancel && status == OrderStatus.Cancelled);
            return Changed(Ended(seen, operation, applied, applied ? null : "The order ended before the change took effect.") with
            {
                Status = status, Message = BrokerStatus.Message(row, order.Effective.Quantity), Terms = shown ? operation.Target : Shown(order, row),
            });
        }
        if (shown && status != OrderStatus.ModifyPending)
            return Changed(Ended(seen, operation, applied: true, null) with { Status = status, Terms = operation.Target, Message = "The modification is in effect." });
        var working = status is OrderStatus.ModifyPending or OrderStatus.CancelPending;
        if (working || ReadAt < operation.SentAt + (operation.Status == OperationStatus.Accepted ? CancelSettles : MinAbsence))
            return seen == order ? null : Changed(seen);
        if (operation.Status != OperationStatus.Accepted && operation.Attempts < MaxChangeAttempts)
        {
            const string Again = "The broker's book does not show the change, and the order is still open: it is sent once more.";
            return Changed(seen with { Operation = operation with { Status = OperationStatus.Recorded, Message = Again }, Message = Again });
        }
        var refusal = operation.IsCancel ? "The exchange did not cancel the order" : "The exchange kept the old values";
        var why = row.StatusMessage is { Length: > 0 } reason ? $"{refusal}: {reason}" : $"{refusal}.";
        return Changed(Ended(seen, operation, applied: false, why) with { Status = status, Message = why, Terms = Shown(order, row) });
    }

    /// <summary>A cancel may have taken the place of a modification that took effect all the same.</summary>
    static OrderRequest? Shown(OrderRecord order, BrokerOrder row) =>
        ChangeRules.AsShown(order.Effective, row) is var shown && shown == order.Effective ? order.Terms : shown;

    static OrderRecord Ended(OrderRecord order, OrderOperation operation, bool applied, string? message) => order with
    {
        AbsentAt = null,
        Operation = operation with { Status = applied ? OperationStatus.Applied : OperationStatus.Refused, Message = message },
    };
}
