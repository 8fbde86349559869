using System.Collections.Immutable;
using Grains.Interfaces.Orders;
using Orleans.Concurrency;

namespace Grains.Interfaces.Baskets;

/// <summary>Several orders that belong together. Key: <see cref="GrainKeys.Basket"/>. Every leg is an order of its own, with its own one effect.</summary>
[Alias("ticker.IBasketGrain")]
public interface IBasketGrain : IGrainWithStringKey
{
    /// <summary>Validates all legs, asks for their margin, records the basket and begins to place it. Answers when no leg can be placed at once any more.</summary>
    [Alias("Place")]
    Task<BasketReply> Place(BasketRequest request);

    /// <summary>Cancels what is open and places no more. What is filled stays filled.</summary>
    [Alias("Cancel")]
    Task<BasketReply> Cancel();

    /// <summary>The basket and its legs as stored, even while another call is running; null when the key was never used.</summary>
    [AlwaysInterleave, Alias("Get")]
    Task<BasketView?> Get();

    /// <summary>Goes on with what a stopped process left; does nothing for a basket that is done.</summary>
    [Alias("Wake")]
    Task Wake();
}

/// <summary>Reads over all baskets. Key: <see cref="GrainKeys.BasketIndex"/>.</summary>
[Alias("ticker.IBasketIndexGrain")]
public interface IBasketIndexGrain : IGrainWithStringKey
{
    /// <summary>Grain keys, newest first.</summary>
    /// <param name="owner">Null for everybody's.</param>
    [ReadOnly, Alias("List")]
    Task<BasketPage> List(string? owner, int limit, string? cursor);

    /// <summary>The grain key of a basket id, or null.</summary>
    [ReadOnly, Alias("FindKey")]
    Task<string?> FindKey(string id);
}

/// <summary>One page of grain keys.</summary>
[GenerateSerializer, Immutable, Alias("ticker.BasketPage")]
public sealed record BasketPage([property: Id(0)] ImmutableArray<string> Keys, [property: Id(1)] string? NextCursor);
