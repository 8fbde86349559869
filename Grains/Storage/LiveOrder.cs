using Grains.Interfaces.Orders;

namespace Grains.Storage;

/// <summary>What matching an order book needs of an order that is not final; read for all of them several times a second.</summary>
sealed record LiveOrder
{
    public required string Id { get; init; }

    public required string Owner { get; init; }

    public required string Key { get; init; }

    public required string Account { get; init; }

    public required string Tag { get; init; }

    public required OrderStatus Status { get; init; }

    public string? BrokerOrderId { get; init; }

    public int FilledQuantity { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary>An order with slices is never in the book: they are.</summary>
    public int Slices { get; init; }

    /// <summary>A modification or cancel waits for what the book shows.</summary>
    public bool IsChanging { get; init; }
}
