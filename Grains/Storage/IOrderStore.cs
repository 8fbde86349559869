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

    /// <summary>By our id, or by the broker's.</summary>
    Task<OrderRecord?> FindById(string id);

    /// <summary>Inserts the order with its slices, all or nothing, after counting against its caps.</summary>
    Task<Insertion> Insert(NewOrder order);

    /// <summary>False when the stored version is not <paramref name="order"/>'s minus one; nothing was written then.</summary>
    Task<bool> Update(OrderRecord order);

    /// <summary>What is stored of a change that a client asked for under a key.</summary>
    Task<OrderOperation?> FindOperation(string id, string key);

    /// <summary>The slices of an order, first to last.</summary>
    Task<ImmutableArray<OrderRecord>> Slices(string id);

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

/// <summary>An order that is to be stored, with its slices, and the most orders that there may be afterwards.</summary>
sealed record NewOrder(OrderRecord Order, ImmutableArray<OrderRecord> Slices, ImmutableArray<OrderCap> Caps)
{
    /// <summary>The order's next version, where it is to be committed together with its first; null: it is not.</summary>
    public OrderRecord? Sending { get; init; }

    /// <summary>What is stored in the end.</summary>
    public OrderRecord Stored => Sending ?? Order;
}

/// <summary>The most orders of an account, or of one owner in it. Null: no cap.</summary>
sealed record OrderCap(string Account, string? Owner, int? Open, int? Today);

/// <summary>What became of an insertion. Everything but <see cref="Done"/> has written nothing.</summary>
enum Insertion : byte
{
    Done,

    /// <summary>The identity is already there.</summary>
    Exists,

    /// <summary>The kill switch is on.</summary>
    KillSwitch,

    /// <summary>Too many orders would be open.</summary>
    TooManyOpen,

    /// <summary>Too many orders would have been placed today.</summary>
    TooManyToday,
}
