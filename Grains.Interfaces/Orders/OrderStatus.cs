namespace Grains.Interfaces.Orders;

/// <summary>The states of an order (design.md section 6). Final are complete, rejected, cancelled, expired and dead_lettered.</summary>
[GenerateSerializer, Alias("ticker.OrderStatus")]
public enum OrderStatus : byte
{
    Received,

    /// <summary>Stored, and provably not sent: repeating the request with its key sends it.</summary>
    IntentRecorded,

    /// <summary>The request may be on its way.</summary>
    Submitting,

    /// <summary>Whether the broker has it is not known; never sent again by itself.</summary>
    Unknown,
    Open,
    TriggerPending,
    ModifyPending,
    CancelPending,
    Complete,
    Rejected,
    Cancelled,
    Expired,

    /// <summary>A person must decide.</summary>
    DeadLettered,
}
