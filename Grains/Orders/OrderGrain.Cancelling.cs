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
    /// <summary>For this long the broker may still be passing an order on to the exchange, and refuses to cancel it.</summary>
    static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(3);

    static readonly TimeSpan CancelRetry = TimeSpan.FromMilliseconds(250);

    async Task<OrderReply> CancelOnce()
    {
        if (await ledger.Load() is not { } order)
        {
            return new OrderReply(
                OrderReplyKind.NotFound, null, new OrderProblem("unknown_order", null, "There is no such order: GET /api/v1/orders lists yours.", []));
        }
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
                    "outcome_unknown", null,
                    "Whether the broker has this order is not known yet, so it cannot be cancelled: its book is being read; cancel again in a few seconds.",
                    []), DefaultRetry);
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
        var pending = order;
        for (var attempt = 1; ; attempt++)
        {
            var permit = await WaitForPermit(order, RequestKind.Exit, began);
            if (!permit.Granted)
                return await NotCancelled(order, pending, Outcome<string>.NotExecuted(permit.Reason, permit.RetryAfter));
            if (attempt == 1 && !await ledger.Update(pending = Next(order, OrderStatus.CancelPending, "The cancel is on its way to the broker.")))
                return await Stored(OrderReplyKind.Replay, existing: true);
            var outcome = await services.Clients.For(order.Account)
                .CancelAsync(permit.AccessToken!, Varieties.Regular, order.BrokerOrderId!, CancellationToken.None);
            await Account(order).ReportCall(RequestKind.Exit, BrokerFailure.Of(outcome));
            LogCancelAnswered(order.Id, outcome.Kind, outcome.Message);
            switch (outcome.Kind)
            {
                case OutcomeKind.Accepted:
                    await AskForReading(ReconcileReasons.Cancelled);
                    return await Stored(OrderReplyKind.Accepted);
                case OutcomeKind.Unknown:
                    await ledger.Record(Next(
                        pending, OrderStatus.CancelPending, $"Whether the broker took the cancel is not known; its book is being read: {outcome.Message}"));
                    await AskForReading(ReconcileReasons.Cancelled);
                    return await Stored(OrderReplyKind.Pending);
            }
            var inTime = services.Time.GetElapsedTime(began) < services.Options.SubmitDeadline;
            if (IsTokenRefused(outcome))
            {
                await Account(order).ReportTokenRejected(permit.Generation, outcome.Message);
                if (inTime && attempt < MaxAttempts)
                    continue;
            }
            else if (outcome.Kind == OutcomeKind.Rejected && inTime && Now - order.SentAt < OnItsWay)
            {
                await Task.Delay(CancelRetry, services.Time);
                continue;
            }
            return await NotCancelled(order, pending, outcome);
        }
    }

    async Task<OrderReply> NotCancelled(OrderRecord order, OrderRecord pending, Outcome<string> outcome)
    {
        var message = $"The broker did not take the cancel: {outcome.Message}";
        if (pending != order)
        {
            var back = await ledger.Record(Next(pending, order.Status, message));
            await AskForReading(ReconcileReasons.Cancelled);
            if (!back)
                return await Stored(OrderReplyKind.Pending);
        }
        return outcome.Kind == OutcomeKind.Rejected && !IsTokenRefused(outcome)
            ? await Stored(OrderReplyKind.Invalid, new OrderProblem("cancel_refused", null, message, []))
            : await Stored(OrderReplyKind.NotSent, new OrderProblem("not_sent", null, $"{message} Try again.", []), outcome.RetryAfter ?? DefaultRetry);
    }
}
