using Grains.Accounts;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Kite;

namespace Grains.Orders;

/// <summary>What a person decides about an order of which the service could not tell what became of it. The one way out of dead_lettered.</summary>
sealed partial class OrderGrain
{
    async Task<OrderReply> ResolveOnce(DeadLetterDecision decision)
    {
        if (await ledger.Load() is not { Slices: 0 } order)
            return new OrderReply(OrderReplyKind.NotFound, null, OrderRules.Problem("unknown_dead_letter", "id", "There is no such dead letter: GET /api/v1/dead-letters lists them."));
        if (decision.Action is not ("adopt" or "resubmit" or "drop"))
            return await Stored(OrderReplyKind.Invalid, OrderRules.Problem("invalid_action", "action", $"action is '{decision.Action}': use adopt, resubmit or drop."));
        if (decision.Action == "adopt" == string.IsNullOrEmpty(decision.OrderId))
            return await Stored(OrderReplyKind.Invalid, OrderRules.Problem("invalid_order_id", "order_id", "order_id is the broker's order to adopt: give it with adopt, and only then."));
        if (order.Status != OrderStatus.DeadLettered)
        {
            return order.Resolution is { } before && before.Action == decision.Action && before.OrderId == decision.OrderId
                ? await Stored(OrderReplyKind.Replay, existing: true)
                : await Stored(OrderReplyKind.Conflict, OrderRules.Problem("not_dead_lettered", null, $"The order is {OrderStatusText.ToText(order.Status)}, not a dead letter: there is nothing to decide."));
        }
        var note = decision.Note is { Length: > 0 } why ? $": {why}" : ".";
        var reply = decision.Action switch
        {
            "adopt" => await Adopt(order, decision, note),
            "resubmit" => await Resubmit(order, decision, note),
            _ => await Decide(Next(order, OrderStatus.Cancelled, $"Dropped by {decision.By}{note}") with { Resolution = decision })
                ? await Stored(OrderReplyKind.Accepted)
                : await Stored(OrderReplyKind.Replay, existing: true),
        };
        return reply;
    }

    async Task<OrderReply> Adopt(OrderRecord order, DeadLetterDecision decision, string note)
    {
        var permit = await WaitForPermit(order, RequestKind.Other, services.Time.GetTimestamp(), services.Options.SubmitDeadline);
        if (!permit.Granted)
            return await Stored(OrderReplyKind.NotSent, Unread(permit.Reason), permit.RetryAfter);
        var outcome = await services.Clients.For(order.Account).OrderHistoryAsync(permit.AccessToken!, decision.OrderId!, CancellationToken.None);
        if (outcome.Kind == OutcomeKind.Rejected && !IsTokenRefused(outcome))
            return await Stored(OrderReplyKind.Invalid, OrderRules.Problem("unknown_order_id", "order_id", $"The broker has no order {decision.OrderId} today: {outcome.Message}"));
        if (outcome.Value is not [.., var row])
            return await Stored(OrderReplyKind.NotSent, Unread(outcome.Message), outcome.RetryAfter ?? DefaultRetry);
        var request = order.Request;
        if (row.Exchange != request.Exchange || row.Tradingsymbol != request.Tradingsymbol || row.TransactionType != request.TransactionType)
        {
            return await Stored(OrderReplyKind.Invalid, OrderRules.Problem(
                "another_order", "order_id",
                $"Order {decision.OrderId} is a {row.TransactionType} of {row.Exchange}:{row.Tradingsymbol}, this one a {request.TransactionType} of {request.Exchange}:{request.Tradingsymbol}."));
        }
        var adopted = Next(order, OrderStatus.Open, $"Adopted as {decision.OrderId} by {decision.By}{note}") with
        {
            BrokerOrderId = decision.OrderId, Resolution = decision, Operation = null, AbsentAt = null,
        };
        if (!await Decide(adopted))
            return await Stored(OrderReplyKind.Replay, existing: true);
        await AskForReading(ReconcileReasons.Unknown);
        return await Stored(OrderReplyKind.Accepted);
    }

    /// <summary>Under the same tag: should the first sending turn up after all, the two are found together and given to a person again.</summary>
    async Task<OrderReply> Resubmit(OrderRecord order, DeadLetterDecision decision, string note)
    {
        if (services.Accounts.Find(order.Account) is not { } account || services.Market.TodayOf(order.Mode) is not { } today)
            return await Stored(OrderReplyKind.NotSent, OrderValidator.DateUnknown, Soon);
        if (services.KillSwitch.Refusing(order.Account) is { } refusing)
            return await Stored(OrderReplyKind.Invalid, Refused(refusing.Reason).Problem);
        var check = await services.Validator.Check(owner, account, order.Request);
        if (check.Problem is { } problem)
            return await Stored(check.Unavailable ? OrderReplyKind.NotSent : OrderReplyKind.Invalid, problem, check.Unavailable ? Soon : null);
        var again = Next(order, OrderStatus.IntentRecorded, $"Resubmitted by {decision.By}{note}") with
        {
            BrokerOrderId = null, Resolution = decision, Operation = null, AbsentAt = null, SentAt = null, TradingDay = today,
        };
        return await Decide(again) ? await Send(again, resent: true) : await Stored(OrderReplyKind.Replay, existing: true);
    }

    async Task<bool> Decide(OrderRecord next)
    {
        if (!await ledger.Update(next))
            return false;
        LogResolved(next.Id, next.Resolution!.Action, next.Resolution.By);
        TellParent();
        return true;
    }

    static OrderProblem Unread(string reason) => OrderRules.Problem("broker_not_read", null, $"The broker could not be asked for that order: {reason} Try again.");
}
