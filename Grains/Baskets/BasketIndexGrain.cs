using Grains.Interfaces;
using Grains.Interfaces.Baskets;
using Grains.Storage;
using Orleans.Concurrency;

namespace Grains.Baskets;

/// <summary>Reads only: any number of workers see the same database.</summary>
[GrainType("basket-index"), StatelessWorker]
sealed class BasketIndexGrain(IBasketStore store) : Grain, IBasketIndexGrain
{
    public async Task<BasketPage> List(string? owner, int limit, string? cursor)
    {
        var (baskets, next) = await store.List(owner, limit, cursor);
        return new([.. baskets.Select(b => GrainKeys.Basket(b.Owner, b.Key))], next);
    }

    public async Task<string?> FindKey(string id) => await store.FindById(id) is { } basket ? GrainKeys.Basket(basket.Owner, basket.Key) : null;
}
