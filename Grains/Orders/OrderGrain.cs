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
        "storage_unavailable", null, "The order could not be stored, because the database does not answer or takes no writes; nothing was sent: repeat the request with the same key.", []);

    OrderLedger ledger = null!;
    string owner = "";
    string key = "";

    DateTimeOffset Now => services.Time.GetUtcNow();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (owner, key) = OrderIdentity.Split(GrainKeys.Body(this.GetPrimaryKeyString()));
        try
        {
            // Where another process wrote in between, nobody was served from what was read before: it is read again.
            do
            {
                ledger = new OrderLedger(services.Store, owner, key, services.Instruments, services.Time, logger);
                if (await ledger.Load() is { } order)
                    await Recover(order);
            }
            while (ledger.IsFenced);
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
        await services.Crash.At(CrashPoints.Received, key);
        var reply = await Guarded(() => PlaceOnce(OrderIdentity.Normalise(request)));
        services.Instruments.OnAnswered(reply.Kind, services.Time.GetElapsedTime(began));
        await services.Crash.At(CrashPoints.BeforeReply, key);
        return reply;
    }

    public Task<OrderReply> Cancel() => Changed(null, null);

    public Task<OrderReply> CancelAs(string? operationKey) => Changed(operationKey, null);

    public Task<OrderReply> Modify(string operationKey, OrderModification change) => Changed(operationKey, change);

    public Task<OrderReply> Resolve(DeadLetterDecision decision) => Guarded(() => ResolveOnce(decision));

    public async Task<OrderView?> Get() => await services.Store.Find(owner, key) is { } order ? await View(order) : null;

    public async Task ApplyBook(ImmutableArray<BrokerOrder> rows, DateTimeOffset readAt)
    {
        if (await ledger.Load() is not { Slices: 0 } order)
            return;
        var reading = new BookReading(
            Now, readAt, services.MinAbsence, services.RequestTimeout, services.Validator.IsLive(order.Request), services.Market.TodayOf(order.Mode));
        if (reading.Apply(order, rows) is not { } next)
            return;
        if (await ledger.Update(next))
        {
            LogReconciled(order.Id, order.Status, next.Status, next.Message);
            if (order.Status == OrderStatus.Unknown && next.Status == OrderStatus.IntentRecorded)
                Soonest(Resend);
            else if (order.Pending is not null && next.Operation is { Status: OperationStatus.Recorded })
                Soonest(ChangeAgain);
            TellParent();
        }
        LeaveIfFenced();
    }

    /// <summary>At activation: what a process that died, or lost its database, left between committing that it sends and committing the outcome.</summary>
    async Task Recover(OrderRecord order)
    {
        if (order.Slices > 0)
        {
            await Gather(order);
        }
        else if (order.Status == OrderStatus.Submitting)
        {
            await ledger.Update(Next(order, OrderStatus.Unknown, "The service stopped while it was being sent; the broker's book will tell."));
            await AskForReading(ReconcileReasons.Unknown);
        }
        else if (order.Operation is { Status: OperationStatus.Submitting } operation)
        {
            const string Stopped = "The service stopped while the change was being sent; the broker's book will tell.";
            await ledger.Update(Next(order, order.Status, Stopped) with { Operation = operation with { Status = OperationStatus.Unknown, Message = Stopped } });
            await AskForReading(ReconcileReasons.Unknown);
        }
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
            if (order.Slices == 0)
                return order.ToView(await ledger.History(order), existing);
            var slices = await services.Store.Slices(order.Id);
            var view = AsItsSlices(order, slices).ToView(await ledger.History(order), existing);
            return view with { Slices = [.. slices.Select(SliceOf)] };
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
