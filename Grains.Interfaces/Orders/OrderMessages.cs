using System.Collections.Immutable;

namespace Grains.Interfaces.Orders;

/// <summary>What a client asked for, in Kite's words. Equality of two requests is equality of everything but <see cref="RequestedBy"/>.</summary>
[GenerateSerializer, Immutable, Alias("ticker.OrderRequest")]
public sealed record OrderRequest
{
    /// <summary>The account id, or <c>auto</c>: the only account, or one of a declared pool.</summary>
    [Id(0)] public string Account { get; init; } = "auto";

    [Id(1)] public required string Exchange { get; init; }

    [Id(2)] public required string Tradingsymbol { get; init; }

    /// <summary><c>BUY</c> or <c>SELL</c>.</summary>
    [Id(3)] public required string TransactionType { get; init; }

    /// <summary><c>LIMIT</c> or <c>MARKET</c>.</summary>
    [Id(4)] public required string OrderType { get; init; }

    /// <summary><c>NRML</c>, <c>MIS</c> or <c>CNC</c>.</summary>
    [Id(5)] public required string Product { get; init; }

    /// <summary>Units, a multiple of the lot.</summary>
    [Id(6)] public required int Quantity { get; init; }

    /// <summary>Rupees; required on LIMIT, absent on MARKET.</summary>
    [Id(7)] public decimal? Price { get; init; }

    /// <summary><c>DAY</c> or <c>IOC</c>.</summary>
    [Id(8)] public string Validity { get; init; } = "DAY";

    /// <summary>MARKET only: percent around the last price, or -1 for the broker's own slab.</summary>
    [Id(9)] public decimal? MarketProtection { get; init; }

    /// <summary>LIMIT only: may be sent again when its absence from the order book was read twice.</summary>
    [Id(10)] public bool ResendIfAbsent { get; init; }

    /// <summary>Address and program of whoever asked; stored, not compared.</summary>
    [Id(11)] public string? RequestedBy { get; init; }
}

/// <summary>How the service answers; the gateway maps it to a status code.</summary>
[GenerateSerializer, Alias("ticker.OrderReplyKind")]
public enum OrderReplyKind : byte
{
    /// <summary>The broker has it: 201.</summary>
    Accepted,

    /// <summary>Submitting or unknown: 202.</summary>
    Pending,

    /// <summary>The key was used before with the same payload: 200.</summary>
    Replay,

    /// <summary>The key was used before with another payload: 409.</summary>
    Conflict,

    /// <summary>A rule is broken, nothing stored or sent: 422.</summary>
    Invalid,

    /// <summary>No such instrument, account or order: 404.</summary>
    NotFound,

    /// <summary>Nothing was sent and nothing was refused: 503 with Retry-After.</summary>
    NotSent,
}

/// <summary>The answer to a place or cancel.</summary>
[GenerateSerializer, Immutable, Alias("ticker.OrderReply")]
public sealed record OrderReply(
    [property: Id(0)] OrderReplyKind Kind,
    [property: Id(1)] OrderView? Order,
    [property: Id(2)] OrderProblem? Problem = null,
    [property: Id(3)] TimeSpan? RetryAfter = null);

/// <summary>What is wrong: a stable code, the field it is about, a sentence that says what to do.</summary>
[GenerateSerializer, Immutable, Alias("ticker.OrderProblem")]
public sealed record OrderProblem(
    [property: Id(0)] string Code,
    [property: Id(1)] string? Field,
    [property: Id(2)] string Message,
    [property: Id(3)] ImmutableArray<string> Nearest = default);

/// <summary>One order as clients see it (design.md section 8).</summary>
[GenerateSerializer, Immutable, Alias("ticker.OrderView")]
public sealed record OrderView
{
    /// <summary>This service's id, stable for (owner, idempotency key).</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>The idempotency key.</summary>
    [Id(1)] public required string ClientOrderId { get; init; }

    [Id(2)] public required string Owner { get; init; }

    [Id(3)] public required string Account { get; init; }

    /// <summary><c>live</c> or <c>simulated</c>.</summary>
    [Id(4)] public required string Mode { get; init; }

    [Id(5)] public required OrderStatus Status { get; init; }

    /// <summary>The broker's id.</summary>
    [Id(6)] public string? OrderId { get; init; }

    /// <summary>At most 20 letters and digits: the only thing that ties this order to the broker's book.</summary>
    [Id(7)] public required string Tag { get; init; }

    /// <summary>Units.</summary>
    [Id(8)] public int FilledQuantity { get; init; }

    /// <summary>Rupees; null until something is filled.</summary>
    [Id(9)] public decimal? AveragePrice { get; init; }

    /// <summary>What happened last, or what to do.</summary>
    [Id(10)] public string? Message { get; init; }

    /// <summary>True in an answer that repeats a stored outcome.</summary>
    [Id(11)] public bool Existing { get; init; }

    [Id(12)] public required OrderRequest Request { get; init; }

    [Id(13)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(14)] public required DateTimeOffset UpdatedAt { get; init; }

    [Id(15)] public required long Version { get; init; }

    [Id(16)] public ImmutableArray<OrderSlice> Slices { get; init; } = [];

    [Id(17)] public ImmutableArray<OrderEvent> History { get; init; } = [];
}

/// <summary>One broker order of a larger order.</summary>
[GenerateSerializer, Immutable, Alias("ticker.OrderSlice")]
public sealed record OrderSlice(
    [property: Id(0)] int Slice,
    [property: Id(1)] string Tag,
    [property: Id(2)] int Quantity,
    [property: Id(3)] OrderStatus Status,
    [property: Id(4)] string? OrderId,
    [property: Id(5)] int FilledQuantity,
    [property: Id(6)] decimal? AveragePrice);

/// <summary>One step of an order's life.</summary>
[GenerateSerializer, Immutable, Alias("ticker.OrderEvent")]
public sealed record OrderEvent(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] OrderStatus Status,
    [property: Id(2)] string? Message,
    [property: Id(3)] int FilledQuantity);

/// <summary>An order after one committed change; positions rise in commit order.</summary>
[GenerateSerializer, Immutable, Alias("ticker.OrderChange")]
public sealed record OrderChange([property: Id(0)] long Position, [property: Id(1)] OrderView Order);

/// <summary>A row of the broker's order book, reduced to what decides an order's state.</summary>
[GenerateSerializer, Immutable, Alias("ticker.BrokerOrder")]
public sealed record BrokerOrder(
    [property: Id(0)] string OrderId,
    [property: Id(1)] string? Tag,
    [property: Id(2)] string Status,
    [property: Id(3)] string? StatusMessage,
    [property: Id(4)] int FilledQuantity,
    [property: Id(5)] decimal AveragePrice,
    [property: Id(6)] DateTimeOffset? ExchangeUpdate);

/// <summary>Which orders to list; <see cref="OnlyLive"/> leaves out what is final.</summary>
[GenerateSerializer, Immutable, Alias("ticker.OrderQuery")]
public sealed record OrderQuery(
    [property: Id(0)] string? Owner,
    [property: Id(1)] OrderStatus? Status,
    [property: Id(2)] string? Account,
    [property: Id(3)] int Limit,
    [property: Id(4)] string? Cursor,
    [property: Id(5)] bool OnlyLive = false);

/// <summary>One page, newest first.</summary>
[GenerateSerializer, Immutable, Alias("ticker.OrderPage")]
public sealed record OrderPage([property: Id(0)] ImmutableArray<OrderView> Orders, [property: Id(1)] string? NextCursor);

/// <summary>Positions of committed changes: the oldest that is kept and the latest; both 0 when there is none.</summary>
[GenerateSerializer, Immutable, Alias("ticker.OrderBounds")]
public sealed record OrderBounds([property: Id(0)] long Oldest, [property: Id(1)] long Latest);
