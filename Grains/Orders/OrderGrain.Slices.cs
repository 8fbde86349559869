using System.Collections.Immutable;
using Grains.Interfaces;
using Grains.Interfaces.Orders;
using Grains.Storage;

namespace Grains.Orders;

/// <summary>An order above the freeze quantity: it is never sent itself, its slices are, each by a grain of its own under the same rules.</summary>
sealed partial class OrderGrain
{
    public Task SliceChanged() => Guarded(async () =>
    {
        if (await ledger.Load() is { Slices: > 0 } order)
            await Gather(order);
        return new OrderReply(OrderReplyKind.Replay, null);
    });

    /// <summary>One after the other: after a rejection the rest is not sent; what was never sent goes out on a repeat.</summary>
    async Task<OrderReply> SendSlices(OrderRecord order)
    {
        OrderReply? last = null;
        var rejected = false;
        foreach (var slice in await services.Store.Slices(order.Id))
        {
            rejected |= slice.Status == OrderStatus.Rejected;
            if (slice.Status != OrderStatus.IntentRecorded)
                continue;
            if (rejected)
            {
                await Slice(slice).Cancel();
                continue;
            }
            last = await Slice(slice).Place(slice.Request);
            rejected |= last.Kind == OrderReplyKind.Invalid;
            if (last.Kind == OrderReplyKind.NotSent)
                break;
        }
        await Gather(order);
        if (last is null)
            return await Stored(OrderReplyKind.Replay, existing: true);
        var slices = await services.Store.Slices(order.Id);
        if (slices.Any(slice => slice.BrokerOrderId is not null))
            return await Stored(slices.All(slice => slice.BrokerOrderId is not null) || rejected ? OrderReplyKind.Accepted : OrderReplyKind.Pending);
        return await Stored(last.Kind, last.Problem, last.RetryAfter);
    }

    /// <summary>The same change for every slice that is not final; the answer that matters most to the caller is given.</summary>
    async Task<OrderReply> ChangeSlices(OrderRecord order, string? operationKey, OrderModification? change)
    {
        if (change?.Quantity is not null)
        {
            return await Stored(OrderReplyKind.Invalid, OrderRules.Problem(
                "invalid_quantity", "quantity", "The quantity of an order with slices cannot be changed: cancel it and place another."));
        }
        var replies = new List<OrderReply>();
        foreach (var slice in (await services.Store.Slices(order.Id)).Where(slice => change is null || !OrderStatusText.IsFinal(slice.Status)))
            replies.Add(change is null ? await Slice(slice).CancelAs(operationKey) : await Slice(slice).Modify(operationKey!, change));
        await Gather(order);
        OrderReplyKind[] worst = [OrderReplyKind.Conflict, OrderReplyKind.NotSent, OrderReplyKind.Invalid, OrderReplyKind.Pending, OrderReplyKind.Accepted];
        var told = replies.Find(reply => reply.Kind == worst.FirstOrDefault(kind => replies.Exists(r => r.Kind == kind), OrderReplyKind.Replay));
        return told is null
            ? await Stored(OrderReplyKind.Invalid, Ended)
            : await Stored(told.Kind, told.Problem, told.RetryAfter, told.Kind == OrderReplyKind.Replay);
    }

    /// <summary>Brings the order up to date with its slices.</summary>
    async Task Gather(OrderRecord order)
    {
        order = ledger.Current ?? order;
        var next = AsItsSlices(order, await services.Store.Slices(order.Id));
        if (next == order)
            return;
        var written = await ledger.Update(next with { UpdatedAt = Now, Version = order.Version + 1 });
        if (written)
            LogReconciled(order.Id, order.Status, next.Status, next.Message);
    }

    /// <summary>The order with the figures that follow from these slices: what one answer shows adds up, even between a slice's fill and its order's.</summary>
    static OrderRecord AsItsSlices(OrderRecord order, ImmutableArray<OrderRecord> slices)
    {
        var filled = slices.Sum(slice => slice.FilledQuantity);
        var left = slices.Count(slice => slice.Status == OrderStatus.IntentRecorded);
        return order with
        {
            Status = SliceStatus.Of([.. slices.Select(slice => slice.Status)]),
            FilledQuantity = filled,
            AveragePrice = filled == 0 ? null : slices.Sum(slice => slice.FilledQuantity * (slice.AveragePrice ?? 0)) / filled,
            Message = left > 0 && left < slices.Length
                ? $"{left} of {slices.Length} slices are not sent yet: repeat the request with the same key."
                : slices.FirstOrDefault(slice => slice.Status is OrderStatus.Rejected or OrderStatus.DeadLettered)?.Message,
        };
    }

    /// <summary>One way, and harmless when it is lost: the order looks at its slices whenever it wakes.</summary>
    void TellParent()
    {
        if (OrderIdentity.ParentKey(key) is { } parent)
            GrainFactory.GetGrain<IOrderGrain>(GrainKeys.Order(owner, parent)).SliceChanged().Ignore();
    }

    IOrderGrain Slice(OrderRecord slice) => GrainFactory.GetGrain<IOrderGrain>(GrainKeys.Order(slice.Owner, slice.Key));

    static OrderSlice SliceOf(OrderRecord slice, int index) => new(
        index + 1, slice.Tag, slice.Effective.Quantity, slice.Status, slice.BrokerOrderId, slice.FilledQuantity, slice.AveragePrice, slice.Id, slice.Message);
}

/// <summary>The state of an order from those of its slices.</summary>
static class SliceStatus
{
    /// <summary>What is still going on, the most doubtful first.</summary>
    static readonly OrderStatus[] Going =
    [
        OrderStatus.Submitting, OrderStatus.Unknown, OrderStatus.CancelPending, OrderStatus.ModifyPending, OrderStatus.Open, OrderStatus.TriggerPending,
    ];

    static readonly OrderStatus[] Ends = [OrderStatus.Complete, OrderStatus.Rejected, OrderStatus.Expired];

    public static OrderStatus Of(ImmutableArray<OrderStatus> slices)
    {
        foreach (var status in Going)
        {
            if (slices.Contains(status))
                return status;
        }
        if (slices.Contains(OrderStatus.IntentRecorded))
            return slices.All(status => status == OrderStatus.IntentRecorded) ? OrderStatus.IntentRecorded : OrderStatus.Open;
        if (slices.Contains(OrderStatus.DeadLettered))
            return OrderStatus.DeadLettered;
        foreach (var status in Ends)
        {
            if (slices.All(slice => slice == status))
                return status;
        }
        return OrderStatus.Cancelled;
    }
}
