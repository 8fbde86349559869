using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Grains.Interfaces.Orders;

/// <summary>One order: one request, one effect. Key: <see cref="GrainKeys.Order"/>.</summary>
[Alias("ticker.IOrderGrain")]
public interface IOrderGrain : IGrainWithStringKey
{
    /// <summary>
    /// Validates, records the intent, sends, records the outcome; a repeat with the same payload answers with what is stored, and sends only what was provably never sent.
    /// </summary>
    [Alias("Place")]
    Task<OrderReply> Place(OrderRequest request);

    /// <summary>Asks the broker to cancel. Cancelling a final order answers with its state.</summary>
    [Alias("Cancel")]
    Task<OrderReply> Cancel();

    /// <summary>The same as an operation that is remembered under a key; null: under none.</summary>
    [Alias("CancelAs")]
    Task<OrderReply> CancelAs(string? operationKey);

    /// <summary>
    /// Changes an open order. An operation of its own: a repeat with the same key answers with what became of it; another change under
    /// that key is a conflict.
    /// </summary>
    [Alias("Modify")]
    Task<OrderReply> Modify(string operationKey, OrderModification change);

    /// <summary>Carries out what a person decided about a dead letter. The same decision again changes nothing.</summary>
    [Alias("Resolve")]
    Task<OrderReply> Resolve(DeadLetterDecision decision);

    /// <summary>One of this order's slices has changed.</summary>
    [OneWay, Alias("SliceChanged")]
    Task SliceChanged();

    /// <summary>The order as stored, even while another call is running; null when the key was never used.</summary>
    [AlwaysInterleave, Alias("Get")]
    Task<OrderView?> Get();

    /// <summary>
    /// What one reading of the account's order book says about this order: its rows by tag (more than one is a dead letter), or none.
    /// <paramref name="readAt"/> is when the reading began: a reading older than the send proves nothing.
    /// </summary>
    [Alias("ApplyBook")]
    Task ApplyBook(ImmutableArray<BrokerOrder> rows, DateTimeOffset readAt);
}

/// <summary>Reads over all orders of this service. Key: <see cref="GrainKeys.OrderIndex"/>.</summary>
[Alias("ticker.IOrderIndexGrain")]
public interface IOrderIndexGrain : IGrainWithStringKey
{
    [ReadOnly, Alias("List")]
    Task<OrderPage> List(OrderQuery query);

    /// <summary>The grain key of an order id, or null.</summary>
    [ReadOnly, Alias("FindKey")]
    Task<string?> FindKey(string id);

    /// <summary>Committed changes after a position, oldest first, at most 1,000: how a subscriber resumes. Only the latest are kept.</summary>
    [ReadOnly, Alias("Changes")]
    Task<ImmutableArray<OrderChange>> Changes(long after, int limit);

    /// <summary>The positions that <see cref="Changes"/> can answer for.</summary>
    [ReadOnly, Alias("Bounds")]
    Task<OrderBounds> Bounds();

    /// <summary>Whether orders can be stored, by the last write and the room on the disk.</summary>
    [ReadOnly, Alias("Storage")]
    Task<OrderStorage> Storage();
}
