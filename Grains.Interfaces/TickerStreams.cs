using Orleans.Runtime;

namespace Grains.Interfaces;

/// <summary>Names and ids of the Orleans streams that leave the grains.</summary>
public static class TickerStreams
{
    /// <summary>The stream provider that every host registers.</summary>
    public const string Provider = "ticker";

    /// <summary>Namespace of the chain streams; the key is the chain grain's key, the item <see cref="Chains.ChainEvent"/>.</summary>
    public const string ChainNamespace = "chains";

    /// <summary>Namespace of the order streams; the item is <see cref="Orders.OrderChange"/>.</summary>
    public const string OrderNamespace = "orders";

    /// <summary>The stream of one chain grain.</summary>
    public static StreamId Chain(string chainKey) => StreamId.Create(ChainNamespace, chainKey);

    /// <summary>The one stream of order changes of all owners, in commit order.</summary>
    public static StreamId Orders() => StreamId.Create(OrderNamespace, "all");
}
