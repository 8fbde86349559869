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

    /// <summary><c>LIMIT</c>, <c>MARKET</c>, <c>SL</c> or <c>SL-M</c>.</summary>
    [Id(4)] public required string OrderType { get; init; }

    /// <summary><c>NRML</c>, <c>MIS</c>, <c>CNC</c> or <c>MTF</c>.</summary>
    [Id(5)] public required string Product { get; init; }

    /// <summary>Units, a multiple of the lot.</summary>
    [Id(6)] public required int Quantity { get; init; }

    /// <summary>Rupees; required on LIMIT and SL, absent on MARKET and SL-M.</summary>
    [Id(7)] public decimal? Price { get; init; }

    /// <summary><c>DAY</c>, <c>IOC</c> or <c>TTL</c>.</summary>
    [Id(8)] public string Validity { get; init; } = "DAY";

    /// <summary>MARKET and SL-M only: percent around the last price, or -1 for the broker's own slab.</summary>
    [Id(9)] public decimal? MarketProtection { get; init; }

    /// <summary>LIMIT only: may be sent again when its absence from the order book was read twice.</summary>
    [Id(10)] public bool ResendIfAbsent { get; init; }

    /// <summary>Address and program of whoever asked; stored, not compared.</summary>
    [Id(11)] public string? RequestedBy { get; init; }

    /// <summary><c>regular</c>, <c>amo</c>, <c>co</c> or <c>iceberg</c>.</summary>
    [Id(12)] public string Variety { get; init; } = "regular";

    /// <summary>Rupees; required on SL, SL-M and cover orders.</summary>
    [Id(13)] public decimal? TriggerPrice { get; init; }

    /// <summary>Minutes; with validity TTL.</summary>
    [Id(14)] public int? ValidityTtl { get; init; }

    /// <summary>Units that the market sees; shares only.</summary>
    [Id(15)] public int? DisclosedQuantity { get; init; }

    /// <summary>Iceberg only: 2 to 10.</summary>
    [Id(16)] public int? IcebergLegs { get; init; }

    /// <summary>Iceberg only: units of each leg.</summary>
    [Id(17)] public int? IcebergQuantity { get; init; }

    /// <summary>A quantity above the freeze quantity is split into several broker orders, each with a tag of its own.</summary>
    [Id(18)] public bool Autoslice { get; init; }

    /// <summary>Milliseconds after its first storing: what was not sent by then is not sent any more. Null: it may be sent on a repeat, all day.</summary>
    [Id(19)] public int? DeadlineMs { get; init; }

    /// <summary>With account <c>auto</c>: the declared pool whose accounts it may go to.</summary>
    [Id(20)] public string? Pool { get; init; }
}

/// <summary>New absolute values for an order. Null keeps what it has.</summary>
[GenerateSerializer, Immutable, Alias("ticker.OrderModification")]
public sealed record OrderModification
{
    /// <summary>Units in all, what is filled included.</summary>
    [Id(0)] public int? Quantity { get; init; }

    /// <summary>Rupees.</summary>
    [Id(1)] public decimal? Price { get; init; }

    /// <summary>Rupees.</summary>
    [Id(2)] public decimal? TriggerPrice { get; init; }

    [Id(3)] public string? OrderType { get; init; }

    [Id(4)] public string? Validity { get; init; }

    /// <summary>Minutes.</summary>
    [Id(5)] public int? ValidityTtl { get; init; }

    /// <summary>Units.</summary>
    [Id(6)] public int? DisclosedQuantity { get; init; }

    [Id(7)] public decimal? MarketProtection { get; init; }
}

/// <summary>What a person decided about a dead letter.</summary>
/// <param name="Action"><c>adopt</c>, <c>resubmit</c> or <c>drop</c>.</param>
/// <param name="OrderId">adopt only: the broker's id of the order that this one became.</param>
/// <param name="Note">Why; kept in the history.</param>
/// <param name="By">Who.</param>
[GenerateSerializer, Immutable, Alias("ticker.DeadLetterDecision")]
public sealed record DeadLetterDecision(
    [property: Id(0)] string Action,
    [property: Id(1)] string? OrderId,
    [property: Id(2)] string? Note,
    [property: Id(3)] string By);

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

/// <summary>The answer to a place, modify, cancel or resolve.</summary>
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

    /// <summary>Modifications that the broker may have taken; it takes 25.</summary>
    [Id(18)] public int Modifications { get; init; }

    /// <summary>The order that this is a slice of.</summary>
    [Id(19)] public string? ParentId { get; init; }
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
    [property: Id(6)] decimal? AveragePrice,
    [property: Id(7)] string Id,
    [property: Id(8)] string? Message);

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
    [property: Id(6)] DateTimeOffset? ExchangeUpdate)
{
    /// <summary>Units; of an iceberg, of one leg.</summary>
    [Id(7)] public int Quantity { get; init; }

    [Id(8)] public decimal Price { get; init; }

    [Id(9)] public decimal TriggerPrice { get; init; }

    [Id(10)] public string OrderType { get; init; } = "";

    [Id(11)] public string Validity { get; init; } = "";

    [Id(12)] public int DisclosedQuantity { get; init; }

    /// <summary>The ids of an iceberg's legs before this one, the first one first; else empty.</summary>
    [Id(13)] public ImmutableArray<string> EarlierIds { get; init; } = [];

    /// <summary>Whether the id is the order's, or was that of a leg before.</summary>
    public bool Has(string orderId) => OrderId == orderId || EarlierIds.Contains(orderId);
}

/// <summary>Which orders to list; <see cref="OnlyLive"/> leaves out what is final, <see cref="DeadLetters"/> lists slices in the place of the orders that they belong to.</summary>
[GenerateSerializer, Immutable, Alias("ticker.OrderQuery")]
public sealed record OrderQuery(
    [property: Id(0)] string? Owner,
    [property: Id(1)] OrderStatus? Status,
    [property: Id(2)] string? Account,
    [property: Id(3)] int Limit,
    [property: Id(4)] string? Cursor,
    [property: Id(5)] bool OnlyLive = false,
    [property: Id(6)] bool DeadLetters = false);

/// <summary>One page, newest first.</summary>
[GenerateSerializer, Immutable, Alias("ticker.OrderPage")]
public sealed record OrderPage([property: Id(0)] ImmutableArray<OrderView> Orders, [property: Id(1)] string? NextCursor);

/// <summary>Positions of committed changes: the oldest that is kept and the latest; both 0 when there is none.</summary>
[GenerateSerializer, Immutable, Alias("ticker.OrderBounds")]
public sealed record OrderBounds([property: Id(0)] long Oldest, [property: Id(1)] long Latest);
