using System.Collections.Immutable;
using Grains.Interfaces.Orders;

namespace Grains.Storage;

/// <summary>One row of <c>orders</c>. Changed by <c>with</c>; the store compares <see cref="Version"/> and rejects a stale one.</summary>
sealed record OrderRecord
{
    /// <summary>Rises with insertion; 0 before it.</summary>
    public long Seq { get; init; }

    public required string Id { get; init; }

    public required string Owner { get; init; }

    public required string Key { get; init; }

    /// <summary>The account that was chosen; the request may say <c>auto</c>.</summary>
    public required string Account { get; init; }

    public required string Mode { get; init; }

    public required OrderStatus Status { get; init; }

    public required string PayloadHash { get; init; }

    public required OrderRequest Request { get; init; }

    public required string Tag { get; init; }

    public string? BrokerOrderId { get; init; }

    public int FilledQuantity { get; init; }

    public decimal? AveragePrice { get; init; }

    public string? Message { get; init; }

    /// <summary>How often it was about to be sent.</summary>
    public int Attempts { get; init; }

    /// <summary>How often it was sent again after its absence had been read twice.</summary>
    public int Resends { get; init; }

    /// <summary>When the last attempt was about to be sent.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The exchange's date when it was made; null when that was not known. The broker's book is wiped after it.</summary>
    public DateOnly? TradingDay { get; init; }

    /// <summary>When the first reading that proves absence began.</summary>
    public DateTimeOffset? AbsentAt { get; init; }

    /// <summary>The request as modifications left it; null while there was none.</summary>
    public OrderRequest? Terms { get; init; }

    /// <summary>The last change that was asked for, on its way or ended.</summary>
    public OrderOperation? Operation { get; init; }

    /// <summary>Modifications that the broker may have taken.</summary>
    public int Modifications { get; init; }

    /// <summary>The order that this is a slice of.</summary>
    public string? ParentId { get; init; }

    /// <summary>How many slices it has; it is never sent itself then.</summary>
    public int Slices { get; init; }

    /// <summary>What a person last decided about it.</summary>
    public DeadLetterDecision? Resolution { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>1 on insertion, and one more with every change.</summary>
    public required long Version { get; init; }

    /// <summary>What the order stands for now.</summary>
    public OrderRequest Effective => Terms ?? Request;

    /// <summary>The change that is on its way, if any.</summary>
    public OrderOperation? Pending => Operation is { IsPending: true } operation ? operation : null;

    public OrderEvent LastEvent => new(UpdatedAt, Status, Message, FilledQuantity);

    public OrderView ToView(ImmutableArray<OrderEvent> history, bool existing = false) => new()
    {
        Id = Id,
        ClientOrderId = Key,
        Owner = Owner,
        Account = Account,
        Mode = Mode,
        Status = Status,
        OrderId = BrokerOrderId,
        Tag = Tag,
        FilledQuantity = FilledQuantity,
        AveragePrice = AveragePrice,
        Message = Message,
        Existing = existing,
        Request = Effective,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        Version = Version,
        History = history,
        Modifications = Modifications,
        ParentId = ParentId,
    };
}
