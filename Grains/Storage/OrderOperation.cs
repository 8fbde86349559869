using Grains.Interfaces.Orders;

namespace Grains.Storage;

/// <summary>How far a change of an order has come.</summary>
enum OperationStatus : byte
{
    /// <summary>Stored, and not on its way: it may be sent.</summary>
    Recorded,

    /// <summary>The request may be on its way.</summary>
    Submitting,

    /// <summary>Whether the broker took it is not known; the order book tells.</summary>
    Unknown,

    /// <summary>The broker took it; the exchange has not said yet.</summary>
    Accepted,

    /// <summary>The order book shows it.</summary>
    Applied,

    /// <summary>It did not take effect.</summary>
    Refused,
}

/// <summary>One modification or cancel of an order: what it is to become, in absolute values, and what became of it.</summary>
sealed record OrderOperation
{
    /// <summary>The client's key; null when it gave none, which only a cancel may.</summary>
    public string? Key { get; init; }

    public required string PayloadHash { get; init; }

    /// <summary>The whole request as it is to be; null for a cancel.</summary>
    public OrderRequest? Target { get; init; }

    public required OperationStatus Status { get; init; }

    public string? Message { get; init; }

    /// <summary>The order's state before it, to which it returns when the change is refused.</summary>
    public required OrderStatus Before { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public int Attempts { get; init; }

    /// <summary>It may be at the broker, and the order book has not said what became of it.</summary>
    public bool IsPending => Status is OperationStatus.Submitting or OperationStatus.Unknown or OperationStatus.Accepted;

    public bool IsCancel => Target is null;
}
