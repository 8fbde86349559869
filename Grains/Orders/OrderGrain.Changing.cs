using Grains.Accounts;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Kite;
using Kite.Rest;
using OrderStatus = Grains.Interfaces.Orders.OrderStatus;

namespace Grains.Orders;

/// <summary>
/// Modifications and cancels. Each is an operation that is committed before it is sent, with the absolute values that it is to bring about; the
/// order book says what became of it.
/// </summary>
sealed partial class OrderGrain
{
    /// <summary>The broker takes this many for one order.</summary>
    const int MaxModifications = 25;

    /// <summary>For this long the broker may still be passing an order on to the exchange, and refuses to change it.</summary>
    static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(3);

    static readonly TimeSpan ChangeRetry = TimeSpan.FromMilliseconds(250);

    static readonly OrderProblem Ended = OrderRules.Problem("order_final", null, "The order has ended and cannot be changed: place another.");

    async Task<OrderReply> Changed(string? operationKey, OrderModification? change)
    {
        await services.Crash.At(CrashPoints.ChangeReceived, key);
        var reply = await Guarded(() => ChangeOnce(operationKey, change));
        await services.Crash.At(CrashPoints.ChangeBeforeReply, key);
        return reply;
    }

    async Task<OrderReply> ChangeOnce(string? operationKey, OrderModification? change)
    {
        if (await ledger.Load() is not { } order)
        {
            return new OrderReply(
                OrderReplyKind.NotFound, null, new OrderProblem("unknown_order", null, "There is no such order: GET /api/v1/orders lists yours.", []));
        }
        if (order.Slices > 0)
            return await ChangeSlices(order, operationKey, change);
        var hash = OrderIdentity.ChangeHash(change);
        if (operationKey is not null && await services.Store.FindOperation(order.Id, operationKey) is { } stored)
        {
            if (stored.PayloadHash != hash)
            {
                return new OrderReply(OrderReplyKind.Conflict, await View(order), new OrderProblem(
                    "idempotency_conflict", "idempotency_key", "This idempotency key was used for another change of this order: use a new key for a new change.", []));
            }
            if (await Told(order, operationKey, stored) is { } told)
                return told;
        }
        if (await NotNow(order, change) is { } refused)
            return refused;
        OrderRequest? target = null;
        if (change is not null)
        {
            target = ChangeRules.Target(order.Effective, change);
            if (ChangeRules.Problem(order, target) is { } problem)
                return await Stored(OrderReplyKind.Invalid, problem);
            if (services.Accounts.Find(order.Account) is not { } account)
                return await Stored(OrderReplyKind.Invalid, OrderRules.Problem("unknown_account", null, $"Account {order.Account} is not configured any more: configure it again."));
            var check = await services.Validator.Check(owner, account, target);
            if (check.Problem is { } broken)
                return await Stored(check.Unavailable ? OrderReplyKind.NotSent : check.OtherMarket ? OrderReplyKind.Conflict : OrderReplyKind.Invalid, broken, check.Unavailable ? Soon : null);
        }
        await services.Crash.At(CrashPoints.ChangeChecked, key);
        return await Carry(order, new OrderOperation
        {
            Key = operationKey, PayloadHash = hash, Target = target, Status = OperationStatus.Recorded, Before = order.Status,
        });
    }

    /// <summary>The stored answer of a change that was asked for before; null: it was never sent and is to be tried now.</summary>
    async Task<OrderReply?> Told(OrderRecord order, string operationKey, OrderOperation stored)
    {
        if (stored.Status == OperationStatus.Recorded)
            return null;
        if (stored.Status == OperationStatus.Refused)
            return await Stored(OrderReplyKind.Invalid, Refusal(stored, stored.Message ?? "It did not take effect."), existing: true);
        if (stored.IsPending && order.Pending?.Key == operationKey)
        {
            await AskForReading(ReconcileReasons.Cancelled);
            return await Stored(OrderReplyKind.Pending, existing: true);
        }
        return await Stored(OrderReplyKind.Replay, existing: true);
    }

    /// <summary>Why the order cannot be changed in the state that it is in; null: it can.</summary>
    async Task<OrderReply?> NotNow(OrderRecord order, OrderModification? change)
    {
        if (OrderStatusText.IsFinal(order.Status))
            return change is null ? await Stored(OrderReplyKind.Replay, existing: true) : await Stored(OrderReplyKind.Invalid, Ended);
        switch (order.Status)
        {
            case OrderStatus.IntentRecorded when change is null:
                var cancelled = await ledger.Update(Next(order, OrderStatus.Cancelled, "Cancelled before it was sent."));
                TellParent();
                return await Stored(cancelled ? OrderReplyKind.Accepted : OrderReplyKind.Replay, existing: !cancelled);
            case OrderStatus.IntentRecorded:
                return await Stored(OrderReplyKind.Invalid, OrderRules.Problem("not_sent", null, "The order was not sent yet: cancel it and place another with a new key."));
            case OrderStatus.Submitting or OrderStatus.Unknown:
                await AskForReading(ReconcileReasons.Unknown);
                return await Stored(change is null ? OrderReplyKind.Pending : OrderReplyKind.NotSent, new OrderProblem(
                    "outcome_unknown", null,
                    "Whether the broker has this order is not known yet, so it cannot be changed or cancelled: its book is being read; ask again in a few seconds.",
                    []), DefaultRetry);
            case OrderStatus.CancelPending when change is null:
                await AskForReading(ReconcileReasons.Cancelled);
                return await Stored(OrderReplyKind.Pending, existing: true);
            case OrderStatus.CancelPending:
                return await Stored(OrderReplyKind.Invalid, OrderRules.Problem("cancel_pending", null, "The order is being cancelled and cannot be changed."));
        }
        if (change is null)
            return null;
        if (order.Pending is not null)
        {
            await AskForReading(ReconcileReasons.Cancelled);
            return await Stored(OrderReplyKind.NotSent, OrderRules.Problem("change_pending", null, "An earlier change is on its way: ask again when it has ended."), DefaultRetry);
        }
        return order.Modifications >= MaxModifications
            ? await Stored(OrderReplyKind.Invalid, OrderRules.Problem(
                "modification_limit", null, $"The order was modified {order.Modifications} times, all that the broker takes: cancel it and place another."))
            : null;
    }

    async Task<OrderReply> Carry(OrderRecord order, OrderOperation operation)
    {
        var began = services.Time.GetTimestamp();
        var pending = order;
        for (var attempt = 1; ; attempt++)
        {
            await services.Crash.At(CrashPoints.ChangeBeforePermit, key);
            var permit = await WaitForPermit(order, operation.IsCancel ? RequestKind.Exit : RequestKind.Order, began, services.Options.SubmitDeadline);
            if (!permit.Granted)
                return await NotTaken(order, pending, Outcome<string>.NotExecuted(permit.Reason, permit.RetryAfter));
            if (attempt == 1)
            {
                await services.Crash.At(CrashPoints.ChangeBeforeRecorded, key);
                pending = Next(order, operation.IsCancel ? OrderStatus.CancelPending : OrderStatus.ModifyPending, $"The {Word(operation)} is on its way to the broker.") with
                {
                    Operation = operation with { Status = OperationStatus.Submitting, SentAt = Now, Attempts = operation.Attempts + 1, Message = null },
                    Modifications = order.Modifications + (operation.IsCancel ? 0 : 1),
                };
                if (!await ledger.Update(pending))
                    return await Stored(OrderReplyKind.Replay, existing: true);
                TellParent();
                await services.Crash.At(CrashPoints.ChangeAfterRecorded, key);
            }
            await services.Crash.At(CrashPoints.ChangeBeforeSend, key);
            var outcome = await SubmitChange(order, operation, permit.AccessToken!);
            await services.Crash.At(CrashPoints.ChangeAfterAnswer, key);
            await Account(order).ReportCall(operation.IsCancel ? RequestKind.Exit : RequestKind.Order, BrokerFailure.Of(outcome));
            LogChangeAnswered(order.Id, Word(operation), outcome.Kind, outcome.Message);
            if (outcome.Kind is OutcomeKind.Accepted or OutcomeKind.Unknown)
                return await Taken(pending, outcome);
            var inTime = services.Time.GetElapsedTime(began) < services.Options.SubmitDeadline;
            if (IsTokenRefused(outcome))
            {
                await Account(order).ReportTokenRejected(permit.Generation, outcome.Message);
                if (inTime && attempt < MaxAttempts)
                    continue;
            }
            else if (outcome.Kind == OutcomeKind.Rejected && inTime && Now - order.SentAt < OnItsWay)
            {
                await Task.Delay(ChangeRetry, services.Time);
                continue;
            }
            else if (outcome.Kind == OutcomeKind.NotExecuted && await Pause(attempt, outcome.RetryAfter, began, services.Options.SubmitDeadline))
            {
                continue;
            }
            return await NotTaken(order, pending, outcome);
        }
    }

    Task<Outcome<string>> SubmitChange(OrderRecord order, OrderOperation operation, string accessToken)
    {
        var client = services.Clients.For(order.Account);
        return operation.Target is not { } target
            ? client.CancelAsync(accessToken, order.Request.Variety, order.BrokerOrderId!, CancellationToken.None)
            : client.ModifyAsync(accessToken, order.Request.Variety, order.BrokerOrderId!, ChangeRules.ToKite(target, order.Effective), CancellationToken.None);
    }

    /// <summary>The broker has it, or may have it: what became of it is read from its book.</summary>
    async Task<OrderReply> Taken(OrderRecord pending, Outcome<string> outcome)
    {
        var taken = outcome.IsAccepted;
        var message = taken
            ? $"The broker took the {Word(pending.Operation!)}; the exchange has not confirmed it yet."
            : $"Whether the broker took the {Word(pending.Operation!)} is not known; its book is being read: {outcome.Message}";
        await services.Crash.At(CrashPoints.ChangeBeforeOutcome, key);
        await ledger.Record(Next(pending, pending.Status, message) with
        {
            Operation = pending.Operation! with { Status = taken ? OperationStatus.Accepted : OperationStatus.Unknown, Message = message, SentAt = Now },
        });
        await services.Crash.At(CrashPoints.ChangeAfterOutcome, key);
        await AskForReading(ReconcileReasons.Cancelled);
        return await Stored(taken ? OrderReplyKind.Accepted : OrderReplyKind.Pending);
    }

    /// <summary>Provably without effect: a refusal is final under this key, what was not sent may be repeated.</summary>
    async Task<OrderReply> NotTaken(OrderRecord order, OrderRecord pending, Outcome<string> outcome)
    {
        var refused = outcome.Kind == OutcomeKind.Rejected && !IsTokenRefused(outcome);
        var message = $"The broker did not take the {(pending.Operation is { } known ? Word(known) : "change")}: {outcome.Message}";
        if (pending != order)
        {
            await services.Crash.At(CrashPoints.ChangeBeforeOutcome, key);
            var back = await ledger.Record(Next(pending, order.Status, message) with
            {
                Operation = pending.Operation! with { Status = refused ? OperationStatus.Refused : OperationStatus.Recorded, Message = message },
                Modifications = order.Modifications,
            });
            await services.Crash.At(CrashPoints.ChangeAfterOutcome, key);
            await AskForReading(ReconcileReasons.Cancelled);
            TellParent();
            if (!back)
                return await Stored(OrderReplyKind.Pending);
        }
        return refused
            ? await Stored(OrderReplyKind.Invalid, Refusal(pending.Operation!, message))
            : await Stored(OrderReplyKind.NotSent, new OrderProblem("not_sent", null, $"{message} Try again.", []), outcome.RetryAfter ?? DefaultRetry);
    }

    /// <summary>The book showed that a change whose outcome was not known has no effect, and the order is still open.</summary>
    async Task ChangeAgain()
    {
        if (ledger.Current is { Operation: { Status: OperationStatus.Recorded } operation } order && !OrderStatusText.IsFinal(order.Status))
            await Carry(order with { Status = operation.Before }, operation);
    }

    static string Word(OrderOperation operation) => operation.IsCancel ? "cancel" : "modification";

    static OrderProblem Refusal(OrderOperation operation, string message) => new(operation.IsCancel ? "cancel_refused" : "modification_refused", null, message, []);
}
