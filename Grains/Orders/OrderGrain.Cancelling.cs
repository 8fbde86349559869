using Grains.Accounts;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Kite;
using Kite.Rest;
using OrderStatus = Grains.Interfaces.Orders.OrderStatus;

namespace Grains.Orders;

sealed partial class OrderGrain
{
    async Task<OrderReply> CancelOnce()
    {
        if (await ledger.Load() is not { } order)
            return new OrderReply(OrderReplyKind.NotFound, null, new OrderProblem("unknown_order", null, "There is no such order: GET /api/v1/orders lists yours.", []));
        if (OrderStatusText.IsFinal(order.Status))
            return await Stored(OrderReplyKind.Replay, existing: true);
        switch (order.Status)
        {
            case OrderStatus.IntentRecorded:
                var cancelled = await ledger.Update(Next(order, OrderStatus.Cancelled, "Cancelled before it was sent."));
                return await Stored(cancelled ? OrderReplyKind.Accepted : OrderReplyKind.Replay, existing: !cancelled);
            case OrderStatus.Submitting or OrderStatus.Unknown:
                await AskForReading(ReconcileReasons.Unknown);
                return await Stored(OrderReplyKind.Pending, new OrderProblem(
                    "outcome_unknown", null, "Whether the broker has this order is not known yet, so it cannot be cancelled: its book is being read; cancel again in a few seconds.", []), DefaultRetry);
            case OrderStatus.CancelPending:
                await AskForReading(ReconcileReasons.Cancelled);
                return await Stored(OrderReplyKind.Pending, existing: true);
            default:
                return await CancelAtBroker(order);
        }
    }

    async Task<OrderReply> CancelAtBroker(OrderRecord order)
    {
        var began = services.Time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var permit = await WaitForPermit(order, RequestKind.Exit, began);
            if (!permit.Granted)
                return await Stored(OrderReplyKind.NotSent, new OrderProblem("not_sent", null, $"The cancel was not sent: {permit.Reason} Try again.", []), permit.RetryAfter);
            var pending = Next(order, OrderStatus.CancelPending, "The cancel is on its way to the broker.");
            if (!await ledger.Update(pending))
                return await Stored(OrderReplyKind.Replay, existing: true);
            var outcome = await services.Clients.For(order.Account).CancelAsync(permit.AccessToken!, Varieties.Regular, order.BrokerOrderId!, CancellationToken.None);
            LogCancelAnswered(order.Id, outcome.Kind, outcome.Message);
            await AskForReading(ReconcileReasons.Cancelled);
            switch (outcome.Kind)
            {
                case OutcomeKind.Accepted:
                    return await Stored(OrderReplyKind.Accepted);
                case OutcomeKind.Unknown:
                    await ledger.Record(Next(pending, OrderStatus.CancelPending, $"Whether the broker took the cancel is not known; its book is being read: {outcome.Message}"));
                    return await Stored(OrderReplyKind.Pending);
            }
            var message = $"The broker did not take the cancel: {outcome.Message}";
            var back = Next(pending, order.Status, message);
            if (!await ledger.Record(back))
                return await Stored(OrderReplyKind.Pending);
            if (IsTokenRefused(outcome))
            {
                await Account(order).ReportTokenRejected(permit.Generation, outcome.Message);
                if (attempt < MaxAttempts && services.Time.GetElapsedTime(began) < services.Options.SubmitDeadline)
                {
                    order = back;
                    continue;
                }
            }
            return outcome.Kind == OutcomeKind.Rejected && !IsTokenRefused(outcome)
                ? await Stored(OrderReplyKind.Invalid, new OrderProblem("cancel_refused", null, message, []))
                : await Stored(OrderReplyKind.NotSent, new OrderProblem("not_sent", null, $"{message} Try again.", []), outcome.RetryAfter ?? DefaultRetry);
        }
    }
}
