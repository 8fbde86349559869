using System.Collections.Immutable;
using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Grains.Orders;

/// <summary>
/// One order. Not reentrant: placing, cancelling and reconciling take turns, so between two of them the row is settled. What it knows is
/// what is committed; nothing is decided from memory that a crash would lose.
/// </summary>
[GrainType("order")]
sealed partial class OrderGrain(OrderServices services, ILogger<OrderGrain> logger) : Grain, IOrderGrain
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    static readonly OrderProblem DatabaseDown = new(
        "storage_unavailable", null, "The database does not answer, and nothing was sent: repeat the request with the same key.", []);

    OrderLedger ledger = null!;
    string owner = "";
    string key = "";

    DateTimeOffset Now => services.Time.GetUtcNow();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (owner, key) = OrderIdentity.Split(GrainKeys.Body(this.GetPrimaryKeyString()));
        ledger = new OrderLedger(services.Store, owner, key, services.Instruments, services.Time, logger);
        try
        {
            if (await ledger.Load() is { } order)
                await Recover(order);
        }
        catch (StorageUnavailableException failure)
        {
            // Throwing here would fail every caller for seconds; each call loads again and answers for itself.
            LogNotLoaded(failure, this.GetPrimaryKeyString());
        }
    }

    public async Task<OrderReply> Place(OrderRequest request)
    {
        var began = services.Time.GetTimestamp();
        await services.Crash.At(CrashPoints.Received);
        var reply = await Guarded(() => PlaceOnce(OrderIdentity.Normalise(request)));
        services.Instruments.OnAnswered(reply.Kind, services.Time.GetElapsedTime(began));
        await services.Crash.At(CrashPoints.BeforeReply);
        return reply;
    }

    public Task<OrderReply> Cancel() => Guarded(CancelOnce);

    public async Task<OrderView?> Get() => await services.Store.Find(owner, key) is { } order ? await View(order) : null;

    public async Task ApplyBook(ImmutableArray<BrokerOrder> rows, DateTimeOffset readAt)
    {
        if (await ledger.Load() is not { } order)
            return;
        var reading = new BookReading(
            Now, readAt, services.MinAbsence, services.RequestTimeout, services.Validator.IsLive(order.Request), services.Market.Today);
        if (reading.Apply(order, rows) is not { } next)
            return;
        if (await ledger.Update(next))
        {
            LogReconciled(order.Id, order.Status, next.Status, next.Message);
            if (order.Status == OrderStatus.Unknown && next.Status == OrderStatus.IntentRecorded)
                ResendSoon();
        }
        LeaveIfFenced();
    }

    async Task<OrderReply> PlaceOnce(OrderRequest request)
    {
        var hash = OrderIdentity.PayloadHash(request);
        if (await ledger.Load() is not { } order)
        {
            var check = await services.Validator.Check(owner, key, request);
            if (check.Problem is { } problem)
            {
                return check.Unavailable
                    ? new OrderReply(OrderReplyKind.NotSent, null, problem, Soon)
                    : new OrderReply(check.NotFound ? OrderReplyKind.NotFound : OrderReplyKind.Invalid, null, problem);
            }

            await services.Crash.At(CrashPoints.Validated);
            await services.Crash.At(CrashPoints.BeforeIntent);
            var intent = Intent(request, hash, check.Account!);
            if (await ledger.Insert(intent))
            {
                await services.Crash.At(CrashPoints.AfterIntent);
                return await Send(intent, resent: false);
            }
            order = ledger.Current!;
        }
        if (order.PayloadHash != hash)
        {
            return new OrderReply(OrderReplyKind.Conflict, await View(order), new OrderProblem(
                "idempotency_conflict", "idempotency_key", "This idempotency key was used for another order: use a new key for a new order.", []));
        }
        if (order.Status != OrderStatus.IntentRecorded || ledger.IsFenced)
            return await Stored(OrderReplyKind.Replay, existing: true);
        if (services.Market.Today is not { } today)
            return await Stored(OrderReplyKind.NotSent, OrderValidator.DateUnknown, Soon);
        if (order.TradingDay < today)
        {
            await ledger.Update(Next(order, OrderStatus.Expired, "It was never sent, and its trading day is over: place it with a new key."));
            return await Stored(OrderReplyKind.Replay, existing: true);
        }
        return await Send(order, resent: false);
    }

    /// <summary>Found at activation: a process died, or lost its database, between committing Submitting and committing the outcome.</summary>
    async Task Recover(OrderRecord order)
    {
        if (order.Status != OrderStatus.Submitting)
            return;
        await ledger.Update(Next(order, OrderStatus.Unknown, "The service stopped while it was being sent; the broker's book will tell."));
        await AskForReading(ReconcileReasons.Unknown);
        LeaveIfFenced();
    }

    OrderRecord Intent(OrderRequest request, string hash, AccountOptions account)
    {
        var now = Now;
        return new OrderRecord
        {
            Id = OrderIdentity.Id(owner, key),
            Owner = owner,
            Key = key,
            Account = account.Id,
            Mode = account.Mode,
            Status = OrderStatus.IntentRecorded,
            PayloadHash = hash,
            Request = request,
            Tag = OrderIdentity.Tag(owner, key),
            TradingDay = services.Market.Today,
            CreatedAt = now,
            UpdatedAt = now,
            Version = 1,
        };
    }

    OrderRecord Next(OrderRecord order, OrderStatus status, string? message) =>
        order with { Status = status, Message = message, UpdatedAt = Now, Version = order.Version + 1 };

    /// <summary>A database that does not answer: this call has sent nothing, because nothing is sent before its row is committed.</summary>
    async Task<OrderReply> Guarded(Func<Task<OrderReply>> work)
    {
        try
        {
            return await work();
        }
        catch (StorageUnavailableException failure)
        {
            LogStorageUnavailable(failure, this.GetPrimaryKeyString());
            return new OrderReply(OrderReplyKind.NotSent, null, DatabaseDown, Soon);
        }
        finally
        {
            LeaveIfFenced();
        }
    }

    async Task<OrderReply> Stored(OrderReplyKind kind, OrderProblem? problem = null, TimeSpan? retryAfter = null, bool existing = false) =>
        new(kind, await View(ledger.Current!, existing), problem, retryAfter);

    /// <summary>The history is worth a read, not a failure.</summary>
    async Task<OrderView> View(OrderRecord order, bool existing = false)
    {
        try
        {
            return order.ToView(await services.Store.History(order.Id), existing);
        }
        catch (StorageUnavailableException)
        {
            return order.ToView([order.LastEvent], existing);
        }
    }

    void LeaveIfFenced()
    {
        if (ledger.IsFenced)
            DeactivateOnIdle();
    }

    IAccountGrain Account(OrderRecord order) => GrainFactory.GetGrain<IAccountGrain>(GrainKeys.Account(order.Account));

    Task AskForReading(string reason) => Account(ledger.Current!).RequestReconcile(reason);
}
