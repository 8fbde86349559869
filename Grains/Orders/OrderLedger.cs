using System.Collections.Immutable;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Microsoft.Extensions.Logging;

namespace Grains.Orders;

/// <summary>
/// One activation's hold on one order row. Every change is a compare-and-set on the version it last saw; a commit whose reply was lost is
/// read back. Once another writer was seen, <see cref="IsFenced"/> stays true and the activation must go.
/// </summary>
sealed partial class OrderLedger(IOrderStore store, string owner, string key, OrderInstruments instruments, TimeProvider time, ILogger logger)
{
    /// <summary>An outcome that the broker has told must not be lost to a busy disk.</summary>
    static readonly TimeSpan[] OutcomeRetries = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(1)];

    /// <summary>As many as a store answers with.</summary>
    const int MostEvents = 200;

    bool loaded;

    /// <summary>The row's events, while this activation has written every one of them.</summary>
    ImmutableArray<OrderEvent>? written;

    /// <summary>The row as last committed or read; null before the intent.</summary>
    public OrderRecord? Current { get; private set; }

    public bool IsFenced { get; private set; }

    /// <exception cref="StorageUnavailableException">The database does not answer.</exception>
    public async Task<OrderRecord?> Load()
    {
        if (!loaded)
        {
            Current = await store.Find(owner, key);
            loaded = true;
        }
        return Current;
    }

    /// <summary>The events of a row that was just read, or is <see cref="Current"/>: of an order that began here they need not be read back.</summary>
    public async Task<ImmutableArray<OrderEvent>> History(OrderRecord order) =>
        written is { } known && order.Version == Current?.Version ? known : await store.History(order.Id);

    /// <summary>Commits the intent, with its slices or with the version that is about to be sent. When another activation was first, <see cref="Current"/> is its row.</summary>
    public async Task<Insertion> Insert(NewOrder intent)
    {
        Insertion inserted;
        try
        {
            inserted = await store.Insert(intent);
        }
        catch (StorageUnavailableException failure) when (failure.MayHaveCommitted)
        {
            var stored = await store.Find(owner, key);
            if (stored is null)
                throw;
            inserted = stored with { Seq = 0 } == intent.Stored ? Insertion.Done : Insertion.Exists;
        }
        if (inserted is not (Insertion.Done or Insertion.Exists))
            return inserted;
        Current = inserted == Insertion.Done ? intent.Stored : await store.Find(owner, key);
        loaded = true;
        if (inserted == Insertion.Exists)
        {
            Fence(intent.Order);
            return inserted;
        }
        written = [intent.Order.LastEvent];
        if (intent.Sending is { } sending)
        {
            written = [intent.Order.LastEvent, sending.LastEvent];
            instruments.OnChanged(intent.Order, sending);
        }
        return inserted;
    }

    /// <summary>Commits a change. False when another activation has written: <see cref="Current"/> is its row then.</summary>
    /// <exception cref="StorageUnavailableException">Nothing was written.</exception>
    public async Task<bool> Update(OrderRecord next)
    {
        var before = Current!;
        StorageUnavailableException? lost = null;
        var done = false;
        try
        {
            done = await store.Update(next);
        }
        catch (StorageUnavailableException failure) when (failure.MayHaveCommitted)
        {
            lost = failure;
        }
        if (!done)
        {
            // An earlier attempt of this very write may be what is there.
            var stored = await store.Find(owner, key);
            if (lost is not null && stored?.Version == before.Version)
                throw lost;
            done = stored is not null && stored with { Seq = 0 } == next with { Seq = 0 };
            Current = stored;
        }
        if (!done)
        {
            written = null;
            Fence(next);
            return false;
        }
        Current = next;
        if (written is { } events)
            written = [.. events.TakeLast(MostEvents - 1), next.LastEvent];
        instruments.OnChanged(before, next);
        return true;
    }

    /// <summary>
    /// Commits what the broker said, trying for a while. False when it could not, or when another activation has written: the row then says
    /// Submitting or Unknown, and the order book will tell.
    /// </summary>
    public async Task<bool> Record(OrderRecord outcome)
    {
        foreach (var pause in OutcomeRetries)
        {
            try
            {
                return await Update(outcome);
            }
            catch (StorageUnavailableException failure)
            {
                LogOutcomeNotStored(failure, outcome.Id, outcome.Status);
                await Task.Delay(pause, time);
            }
        }
        IsFenced = true;
        return false;
    }

    void Fence(OrderRecord refused)
    {
        IsFenced = true;
        instruments.OnFenced(refused.Account);
        LogFenced(refused.Id, refused.Version);
    }

    [LoggerMessage(4301, LogLevel.Warning, "Order {Order} was written by another activation; version {Version} of this one is void")]
    partial void LogFenced(string order, long version);

    [LoggerMessage(4302, LogLevel.Error, "Order {Order} ended {Status} and that could not be stored yet")]
    partial void LogOutcomeNotStored(Exception failure, string order, OrderStatus status);
}
