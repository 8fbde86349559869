using System.Collections.Immutable;
using Grains.Interfaces.Orders;
using Grains.Storage;

namespace Grains.Tests.Support;

/// <summary>What becomes of one write.</summary>
public enum Fate
{
    /// <summary>Committed, and the reply is lost.</summary>
    LostReply,

    /// <summary>The commit itself failed.</summary>
    FailedCommit,

    /// <summary>The database did not take it.</summary>
    Unavailable,
}

/// <summary>A store whose next writes go wrong as told, or all of whose calls do.</summary>
sealed class FlakyStore(IOrderStore inner) : IOrderStore
{
    readonly Queue<(Func<OrderRecord, bool> When, Fate Fate)> fates = new();

    public bool Down { get; set; }

    public bool NoHistory { get; set; }

    public int LiveFailures { get; set; }

    public void Next(OrderStatus status, params Fate[] next)
    {
        foreach (var fate in next)
            fates.Enqueue((order => order.Status == status, fate));
    }

    public Task<OrderRecord?> Find(string owner, string key) => Read(() => inner.Find(owner, key));

    public Task<OrderRecord?> FindById(string id) => Read(() => inner.FindById(id));

    public Task<Insertion> Insert(NewOrder order) => Write(order.Order, _ => inner.Insert(order), order.Sending);

    public Task<OrderOperation?> FindOperation(string id, string key) => Read(() => inner.FindOperation(id, key));

    public Task<ImmutableArray<OrderRecord>> Slices(string id) => Read(() => inner.Slices(id));

    /// <summary>What another process writes just before the next <see cref="Update"/>, which is told.</summary>
    public Func<OrderRecord, OrderRecord>? Overtaking { get; set; }

    public async Task<bool> Update(OrderRecord order)
    {
        if (Overtaking is { } other)
        {
            Overtaking = null;
            Assert.True(await inner.Update(other(order)));
        }

        return await Write(order, inner.Update);
    }

    public Task<ImmutableArray<OrderEvent>> History(string id) => NoHistory ? throw Unavailable() : Read(() => inner.History(id));

    /// <summary>What the next <see cref="Live"/> of one account throws.</summary>
    public Exception? AccountFailure { get; set; }

    public Task<IReadOnlyList<LiveOrder>> Live(string? account)
    {
        if (account is null || AccountFailure is not { } odd)
            return LiveFailures-- > 0 ? throw Unavailable() : Read(() => inner.Live(account));
        AccountFailure = null;
        throw odd;
    }

    public Task<OrderPage> List(OrderQuery query) => Read(() => inner.List(query));

    Task<T> Read<T>(Func<Task<T>> read) => Down ? throw Unavailable() : read();

    async Task<T> Write<T>(OrderRecord order, Func<OrderRecord, Task<T>> write, OrderRecord? together = null)
    {
        if (Down)
            throw Unavailable();
        if (!fates.TryPeek(out var next) || !(next.When(order) || (together is not null && next.When(together))))
            return await write(order);
        fates.Dequeue();
        if (next.Fate == Fate.LostReply)
            await write(order);
        throw new StorageUnavailableException("The disk is on holiday.", mayHaveCommitted: next.Fate != Fate.Unavailable);
    }

    static StorageUnavailableException Unavailable() => new("The disk is on holiday.", mayHaveCommitted: false);
}
