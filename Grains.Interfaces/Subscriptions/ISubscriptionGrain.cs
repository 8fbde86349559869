using System.Collections.Immutable;
using Grains.Interfaces.Feeds;
using Orleans.Concurrency;

namespace Grains.Interfaces.Subscriptions;

/// <summary>What is streamed, and which feed carries it; survives a restart. Key: <see cref="GrainKeys.Subscriptions"/>.</summary>
[Alias("ticker.ISubscriptionGrain")]
public interface ISubscriptionGrain : IGrainWithStringKey
{
    /// <summary>Works out the wanted set from the current instrument master and hands it to the feeds.</summary>
    [Alias("Apply")]
    Task Apply();

    /// <summary>Adds one instrument (<c>exchange:tradingsymbol</c>).</summary>
    [Alias("Add")]
    Task<SubscriptionView?> Add(string instrument);

    /// <summary>Takes one out again; false when it was not there.</summary>
    [Alias("Remove")]
    Task<bool> Remove(string instrument);

    /// <summary>All chains and single instruments that the clients of one gateway look at now; said again within the lease, and at once when there is a new one.</summary>
    [Alias("Demand")]
    Task Demand(string gateway, ImmutableArray<ChainDemand> chains);

    [ReadOnly, Alias("List")]
    Task<SubscriptionPage> List(int limit, string? cursor);

    /// <summary>The underlyings that are streamed as a whole.</summary>
    [ReadOnly, Alias("Underlyings")]
    Task<ImmutableArray<string>> Underlyings();

    /// <summary>The sockets that carry something.</summary>
    [ReadOnly, Alias("Feeds")]
    Task<ImmutableArray<FeedHealth>> Feeds();
}

/// <summary>One streamed instrument.</summary>
/// <param name="Instrument"><c>exchange:tradingsymbol</c>.</param>
/// <param name="Reason"><c>explicit</c>; <c>demand</c>: of a chain that clients look at; or <c>underlying</c>: part of a subscribed underlying.</param>
/// <param name="Source">Account and slot that carries it; null when there is no room.</param>
[GenerateSerializer, Immutable, Alias("ticker.SubscriptionView")]
public sealed record SubscriptionView([property: Id(0)] string Instrument, [property: Id(1)] string Reason, [property: Id(2)] string? Source);

/// <summary>A chain or a single instrument, by its grain's key, and how many clients look at it.</summary>
[GenerateSerializer, Immutable, Alias("ticker.ChainDemand")]
public sealed record ChainDemand([property: Id(0)] string Chain, [property: Id(1)] int Clients);

/// <summary>One page, by instrument.</summary>
/// <param name="Total">All that is wanted.</param>
/// <param name="Shed">How many of those have no room on any socket.</param>
[GenerateSerializer, Immutable, Alias("ticker.SubscriptionPage")]
public sealed record SubscriptionPage(
    [property: Id(0)] ImmutableArray<SubscriptionView> Subscriptions,
    [property: Id(1)] string? NextCursor,
    [property: Id(2)] int Total,
    [property: Id(3)] int Shed = 0);
