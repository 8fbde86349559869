using System.Globalization;
using Grains.Interfaces.Baskets;
using Grains.Orders;

namespace Grains.Baskets;

/// <summary>What follows from (owner, idempotency key) of a basket alone.</summary>
static class BasketIdentity
{
    public static string Id(string owner, string key) => "b" + OrderIdentity.Base32("basket", owner, key).ToLowerInvariant();

    /// <summary>The idempotency key of a leg's order: the same after a restart, so that no leg is ever two orders.</summary>
    public static string LegKey(string id, int leg) => string.Create(CultureInfo.InvariantCulture, $"{id}.{leg}");

    /// <summary>Equal for requests that ask for the same; who asked does not count.</summary>
    public static string PayloadHash(BasketRequest request) => Convert.ToHexStringLower(OrderIdentity.Digest(
        [request.Kind.ToString(), request.Sequential ? "sequential" : "parallel", request.HedgeFirst ? "hedge" : "", request.Account, .. request.Legs.Select(OrderIdentity.PayloadHash)]));
}
