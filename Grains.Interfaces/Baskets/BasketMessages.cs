using System.Collections.Immutable;
using Grains.Interfaces.Orders;
using Orleans.Concurrency;

namespace Grains.Interfaces.Baskets;

/// <summary>How the legs hang together.</summary>
[GenerateSerializer, Alias("ticker.BasketKind")]
public enum BasketKind : byte
{
    /// <summary>All are placed; when one is refused, the others are taken back.</summary>
    Basket,

    /// <summary>Two exits: the first that fills, in part or in full, cancels the other.</summary>
    Oco,

    /// <summary>An entry, then a target and a stop as OCO for what the entry filled.</summary>
    Bracket,
}

/// <summary>Where a basket stands.</summary>
[GenerateSerializer, Alias("ticker.BasketStatus")]
public enum BasketStatus : byte
{
    /// <summary>Not every leg is placed yet.</summary>
    Placing,

    /// <summary>Every leg is placed; some are open.</summary>
    Working,

    /// <summary>Open legs are being cancelled.</summary>
    Closing,

    /// <summary>Every leg is final, and none was refused.</summary>
    Complete,

    /// <summary>A leg was refused or could not be placed: what was open is cancelled, what was filled is named in the message.</summary>
    RolledBack,

    /// <summary>Cancelled on request.</summary>
    Cancelled,
}

/// <summary>What a client asked for.</summary>
[GenerateSerializer, Immutable, Alias("ticker.BasketRequest")]
public sealed record BasketRequest
{
    [Id(0)] public BasketKind Kind { get; init; }

    /// <summary>One after another, or all at once.</summary>
    [Id(1)] public bool Sequential { get; init; } = true;

    /// <summary>Buys first, and a sell only once every buy is filled: the sells then need less margin. Sequential baskets only.</summary>
    [Id(2)] public bool HedgeFirst { get; init; }

    /// <summary>The one account of all legs, or <c>auto</c>.</summary>
    [Id(3)] public string Account { get; init; } = "auto";

    /// <summary>1 to 20; for OCO two exits, for a bracket entry, target and stop.</summary>
    [Id(4)] public ImmutableArray<OrderRequest> Legs { get; init; } = [];

    /// <summary>Stored, not compared.</summary>
    [Id(5)] public string? RequestedBy { get; init; }
}

/// <summary>One leg and its order; <see cref="Order"/> is null as long as it was not placed.</summary>
[GenerateSerializer, Immutable, Alias("ticker.BasketLeg")]
public sealed record BasketLeg([property: Id(0)] int Leg, [property: Id(1)] OrderRequest Request, [property: Id(2)] OrderView? Order);

/// <summary>A basket as clients see it.</summary>
[GenerateSerializer, Immutable, Alias("ticker.BasketView")]
public sealed record BasketView
{
    [Id(0)] public required string Id { get; init; }

    /// <summary>The idempotency key.</summary>
    [Id(1)] public required string ClientBasketId { get; init; }

    [Id(2)] public required string Owner { get; init; }

    [Id(3)] public required string Account { get; init; }

    [Id(4)] public required BasketKind Kind { get; init; }

    [Id(5)] public required BasketStatus Status { get; init; }

    /// <summary>What happened last, or what to do.</summary>
    [Id(6)] public string? Message { get; init; }

    /// <summary>Rupees that the broker said all legs need together; null when it was not asked.</summary>
    [Id(7)] public decimal? Margin { get; init; }

    [Id(8)] public ImmutableArray<BasketLeg> Legs { get; init; } = [];

    [Id(9)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(10)] public required DateTimeOffset UpdatedAt { get; init; }

    [Id(11)] public required long Version { get; init; }

    /// <summary>True in an answer that repeats a stored outcome.</summary>
    [Id(12)] public bool Existing { get; init; }
}

/// <summary>The answer to a place or cancel.</summary>
[GenerateSerializer, Immutable, Alias("ticker.BasketReply")]
public sealed record BasketReply(
    [property: Id(0)] OrderReplyKind Kind,
    [property: Id(1)] BasketView? Basket,
    [property: Id(2)] OrderProblem? Problem = null,
    [property: Id(3)] TimeSpan? RetryAfter = null);
