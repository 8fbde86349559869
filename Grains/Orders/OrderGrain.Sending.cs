using Grains.Accounts;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Kite;
using Kite.Rest;
using Orleans.Runtime;
using OrderStatus = Grains.Interfaces.Orders.OrderStatus;

namespace Grains.Orders;

sealed partial class OrderGrain
{
    /// <summary>A broker that refuses every token is not asked forever, however long the deadline.</summary>
    const int MaxAttempts = 3;

    static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(1);

    IGrainTimer? soon;

    /// <summary>
    /// From a committed intent to an answer. Every way out leaves a row that says what is known: IntentRecorded when it was provably not sent,
    /// Unknown when it may have been.
    /// </summary>
    /// <param name="held">What a new order got with its intent: it is committed as being sent already.</param>
    async Task<OrderReply> Send(OrderRecord intent, bool resent, Permit? held = null)
    {
        var began = services.Time.GetTimestamp();
        var patience = Patience(intent);
        for (var attempt = 1; ; attempt++)
        {
            var (permit, ended) = held is null ? await Ready(intent, began, patience) : (held, null);
            if (permit is null)
                return ended!;
            held = null;
            var submitting = ledger.Current!;
            await services.Crash.At(CrashPoints.AfterSubmitting, key);

            var outcome = await Submit(submitting, permit.AccessToken!);
            await services.Crash.At(CrashPoints.AfterAnswer, key);
            LogAnswered(submitting.Id, submitting.Attempts, resent, outcome.Kind, outcome.Message);
            var next = Outcome(submitting, outcome);
            await services.Crash.At(CrashPoints.BeforeOutcome, key);
            if (!await ledger.Record(next))
                return await Stored(OrderReplyKind.Pending);
            TellParent();
            await services.Crash.At(CrashPoints.AfterOutcome, key);

            if (IsTokenRefused(outcome))
            {
                await Account(next).ReportTokenRejected(permit.Generation, outcome.Message);
                if (attempt < MaxAttempts && services.Time.GetElapsedTime(began) < patience)
                {
                    intent = next;
                    continue;
                }
            }
            else if (outcome.Kind == OutcomeKind.NotExecuted && await Pause(attempt, outcome.RetryAfter, began, patience))
            {
                intent = next;
                continue;
            }
            return await Answer(next, outcome);
        }
    }

    /// <summary>Waits for a permit and commits that the order is about to be sent; without one, the answer.</summary>
    async Task<(Permit? Permit, OrderReply? Ended)> Ready(OrderRecord intent, long began, TimeSpan patience)
    {
        await services.Crash.At(CrashPoints.BeforePermit, key);
        var permit = await WaitForPermit(intent, RequestKind.Order, began, patience);
        if (!permit.Granted)
            return (null, await NotSent(intent, permit.Reason, permit.RetryAfter));
        // The last look before it goes out: it may have waited.
        if (services.KillSwitch.Refusing(intent.Account) is not null)
        {
            await Account(intent).ReturnPermit(RequestKind.Order);
            return (null, await NotSent(intent, "The kill switch is on.", DefaultRetry));
        }
        await services.Crash.At(CrashPoints.BeforeSubmitting, key);
        return await ledger.Update(Submitting(intent)) ? (permit, null) : (null, await Stored(OrderReplyKind.Replay, existing: true));
    }

    OrderRecord Submitting(OrderRecord intent)
    {
        var now = Now;
        return Next(intent, OrderStatus.Submitting, null) with { Attempts = intent.Attempts + 1, SentAt = now, AbsentAt = null, UpdatedAt = now };
    }

    async Task<Outcome<string>> Submit(OrderRecord order, string accessToken)
    {
        var request = order.Request;
        await services.Crash.At(CrashPoints.BeforeSend, key);
        var sent = services.Time.GetTimestamp();
        var outcome = await services.Clients.For(order.Account).PlaceAsync(accessToken, request.Variety, new PlaceOrder
        {
            Exchange = request.Exchange,
            Tradingsymbol = request.Tradingsymbol,
            TransactionType = request.TransactionType,
            OrderType = request.OrderType,
            Product = request.Product,
            Quantity = request.Quantity,
            Price = request.Price,
            TriggerPrice = request.TriggerPrice,
            Validity = request.Validity,
            ValidityTtl = request.ValidityTtl,
            DisclosedQuantity = request.DisclosedQuantity,
            IcebergLegs = request.IcebergLegs,
            IcebergQuantity = request.IcebergQuantity,
            MarketProtection = request.MarketProtection,
            Tag = order.Tag,
        }, CancellationToken.None);
        services.Instruments.OnBrokerAnswered(order.Account, services.Time.GetElapsedTime(sent));
        await Account(order).ReportCall(RequestKind.Order, BrokerFailure.Of(outcome));
        return outcome;
    }

    OrderRecord Outcome(OrderRecord submitting, Outcome<string> outcome) => outcome.Kind switch
    {
        OutcomeKind.Accepted => Next(submitting, OrderStatus.Open, null) with { BrokerOrderId = outcome.Value },
        OutcomeKind.Rejected when !IsTokenRefused(outcome) => Next(submitting, OrderStatus.Rejected, outcome.Message),
        OutcomeKind.Rejected or OutcomeKind.NotExecuted => Next(submitting, OrderStatus.IntentRecorded, $"It was not sent: {outcome.Message}"),
        _ => Next(submitting, OrderStatus.Unknown, $"Whether the broker has it is not known: {outcome.Message}"),
    };

    async Task<OrderReply> Answer(OrderRecord order, Outcome<string> outcome)
    {
        switch (order.Status)
        {
            case OrderStatus.Open:
                await AskForReading(ReconcileReasons.Placed);
                return await Stored(OrderReplyKind.Accepted);
            case OrderStatus.Rejected:
                return await Stored(OrderReplyKind.Invalid, new OrderProblem("broker_rejected", null, $"The broker refused the order: {outcome.Message}", []));
            case OrderStatus.IntentRecorded:
                return await Stored(OrderReplyKind.NotSent, Unsent(order.Message!), outcome.RetryAfter ?? DefaultRetry);
            default:
                await AskForReading(ReconcileReasons.Unknown);
                return await Stored(OrderReplyKind.Pending);
        }
    }

    async Task<OrderReply> NotSent(OrderRecord intent, string reason, TimeSpan retryAfter)
    {
        var message = $"It was not sent: {reason}";
        if (intent.Message != message && !await ledger.Update(Next(intent, OrderStatus.IntentRecorded, message)))
            return await Stored(OrderReplyKind.Replay, existing: true);
        return await Stored(OrderReplyKind.NotSent, Unsent(message), retryAfter);
    }

    static OrderProblem Unsent(string message) => new("not_sent", null, $"{message} Repeat the request with the same key.", []);

    /// <summary>How long this sending may wait in all.</summary>
    TimeSpan Patience(OrderRecord order)
    {
        var most = services.Options.SubmitDeadline;
        return DeadlineOf(order) is { } deadline && deadline - Now < most ? deadline - Now : most;
    }

    /// <summary>Asks until granted or until the deadline of this sending; the last refusal says why.</summary>
    async Task<Permit> WaitForPermit(OrderRecord order, RequestKind kind, long began, TimeSpan patience)
    {
        var asked = services.Time.GetTimestamp();
        while (true)
        {
            var permit = await Account(order).AcquirePermit(kind);
            var left = patience - services.Time.GetElapsedTime(began);
            if (permit.Granted || permit.IsBlocked || permit.RetryAfter > left)
            {
                services.Instruments.OnPermitWaited(order.Account, services.Time.GetElapsedTime(asked));
                return permit;
            }
            await Task.Delay(permit.RetryAfter, services.Time);
        }
    }

    /// <summary>Waits before what was provably not executed is tried again. False: the deadline would pass.</summary>
    async Task<bool> Pause(int attempt, TimeSpan? retryAfter, long began, TimeSpan patience)
    {
        var wait = services.BackOff(attempt);
        if (retryAfter > wait)
            wait = retryAfter.Value;
        if (services.Time.GetElapsedTime(began) + wait >= patience)
            return false;
        await Task.Delay(wait, services.Time);
        return true;
    }

    /// <summary>In a turn of its own: the reading that led here must not wait for the broker.</summary>
    void Soonest(Func<Task> work)
    {
        soon?.Dispose();
        soon = this.RegisterGrainTimer(() => Once(work), new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
    }

    async Task Once(Func<Task> work)
    {
        soon?.Dispose();
        soon = null;
        try
        {
            await work();
        }
        catch (StorageUnavailableException failure)
        {
            LogStorageUnavailable(failure, this.GetPrimaryKeyString());
        }
        LeaveIfFenced();
    }

    // A repeat of the request may have been first.
    async Task Resend()
    {
        if (ledger.Current is { Status: OrderStatus.IntentRecorded } order)
            await Send(order, resent: true);
    }

    static bool IsTokenRefused<T>(Outcome<T> outcome) => outcome is { Kind: OutcomeKind.Rejected, Rejection: RejectionKind.Token };
}
