using System.Collections.Immutable;
using Grains.Interfaces;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Orleans.Concurrency;

namespace Grains.Orders;

/// <summary>Changes nothing: any number of workers see the same database.</summary>
[GrainType("order-index"), StatelessWorker]
sealed class OrderIndexGrain(IOrderStore store, IOrderOutbox outbox, TickerDatabase database) : Grain, IOrderIndexGrain
{
    const int MaxChanges = 1000;

    public Task<OrderPage> List(OrderQuery query) => store.List(query);

    public async Task<string?> FindKey(string id) =>
        await store.FindById(id) is { } order ? GrainKeys.Order(order.Owner, order.Key) : null;

    public Task<ImmutableArray<OrderChange>> Changes(long after, int limit) => outbox.ReadAfter(after, Math.Clamp(limit, 1, MaxChanges));

    public Task<OrderBounds> Bounds() => outbox.Bounds();

    public Task<OrderStorage> Storage() => database.Standing();
}
