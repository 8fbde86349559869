using System.Collections.Immutable;
using Grains.Interfaces.Orders;

namespace Grains.Storage;

/// <summary>
/// The orders of this service. A write commits the row, its event and its outbox row together, or nothing; two writers of one order are
/// fenced by the identity's unique constraint and by the version. Every method throws <see cref="StorageUnavailableException"/> when the
/// database does not answer; after one with <see cref="StorageUnavailableException.MayHaveCommitted"/>, read before deciding.
/// </summary>
interface IOrderStore
{
    Task<OrderRecord?> Find(string owner, string key);

    Task<OrderRecord?> FindById(string id);

    /// <summary>False when the identity is already there; nothing was written then.</summary>
    Task<bool> Insert(OrderRecord order);

    /// <summary>False when the stored version is not <paramref name="order"/>'s minus one; nothing was written then.</summary>
    Task<bool> Update(OrderRecord order);

    /// <summary>The last 200 events, oldest first.</summary>
    Task<ImmutableArray<OrderEvent>> History(string id);

    /// <summary>Orders that are not final, of one account or of all.</summary>
    Task<IReadOnlyList<LiveOrder>> Live(string? account);

    /// <summary>One page, newest first.</summary>
    Task<OrderPage> List(OrderQuery query);
}

/// <summary>What is to be published, in commit order.</summary>
interface IOrderOutbox
{
    /// <summary>Changes after <paramref name="position"/>, oldest first.</summary>
    Task<ImmutableArray<OrderChange>> ReadAfter(long position, int limit);

    /// <summary>The oldest position that is kept and the latest.</summary>
    Task<OrderBounds> Bounds();

    /// <summary>The last position that <paramref name="consumer"/> has behind it; 0 at first.</summary>
    Task<long> Position(string consumer);

    /// <summary>Remembers the position, and forgets changes that are more than <paramref name="keep"/> positions behind it.</summary>
    Task Advance(string consumer, long position, int keep);

    /// <summary>Completes when something was committed after this call, or may have been.</summary>
    Task Changed { get; }
}
