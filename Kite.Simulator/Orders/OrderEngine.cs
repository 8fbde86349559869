using Kite.Simulator.Persistence;
using Kite.Simulator.Rest;

namespace Kite.Simulator.Orders;

/// <summary>
/// The broker's order management and the exchange's matching. An order that was received moves on by one stage a turn of the world's loop.
/// The world's lock guards it.
/// </summary>
internal sealed partial class OrderEngine(World world)
{
    public const int ModificationLimit = 25;
    readonly OrderIds _ids = new();
    readonly Dictionary<string, Order> _orders = [];
    readonly List<Order> _active = [];
    readonly List<Trade> _trades = [];

    public IReadOnlyDictionary<string, Order> Orders => _orders;

    public IReadOnlyList<Trade> Trades => _trades;

    /// <summary>The link to the exchange is down: orders stay in their pending states.</summary>
    public bool LinkDown { get; set; }

    /// <summary>Placements that were taken into the book, for each tag.</summary>
    public Dictionary<string, int> PlacedByTag { get; } = [];

    public string Cancel(string userId, string variety, string orderId)
    {
        var order = Find(userId, variety, orderId);
        if (order.Row.IsTerminal)
            throw ApiException.Order($"Order cannot be cancelled as it is {order.Row.Status}.");
        if (order.Row.Status == OrderStatus.AmoReceived)
        {
            Finish(order, OrderStatus.Cancelled, message: null);
            return orderId;
        }

        if (order.Row.Status is not (OrderStatus.Open or OrderStatus.TriggerPending))
            throw ApiException.Order("Order cannot be cancelled as it is being processed. Try later.");
        if (order.Row is { Variety: "co", ParentOrderId: not null })
        {
            Exit(order);
            return orderId;
        }

        Advance(order, order.Row with { Status = OrderStatus.CancelPending });
        return orderId;
    }

    public string Modify(string userId, string variety, string orderId, OrderChange change)
    {
        var order = Find(userId, variety, orderId);
        var row = order.Row;
        if (row.Status is not (OrderStatus.Open or OrderStatus.TriggerPending))
            throw ApiException.Order("16346 : Order cannot be modified as it is being processed or is done.");
        if (row.Modifications >= ModificationLimit)
            throw ApiException.Order("Maximum allowed order modifications exceeded. Cancel the order and place it again.");
        OrderRules.CheckChange(world.Market.Find(row.Token)!, Apply(row, change), world);
        order.Change = change;
        Advance(order, row with { Status = OrderStatus.ModifyValidationPending, Modifications = row.Modifications + 1 });
        return orderId;
    }

    public Order Find(string userId, string? variety, string orderId) =>
        _orders.TryGetValue(orderId, out var order) && order.Row.UserId == userId && (variety is null || variety == order.Row.Variety)
            ? order
            : throw ApiException.Order("Couldn't find that `order_id`.");

    /// <summary>Orders that are not done: what blocks funds.</summary>
    public IEnumerable<OrderRow> ActiveOf(string userId) => _active.Where(o => o.Row.UserId == userId && !o.Row.IsTerminal).Select(static o => o.Row);

    /// <summary>After market orders that wait for the next session: what a new journal begins with.</summary>
    public IEnumerable<OrderRow> Waiting() => _active.Select(static o => o.Row).Where(static r => r.Status == OrderStatus.AmoReceived);

    public void Restore(OrderRow row)
    {
        _ids.Saw(row);
        if (_orders.TryGetValue(row.OrderId, out var order))
            order.History.Add(row);
        else
            _orders[row.OrderId] = order = Added(row);
        // A modification that was on its way is lost with the process; the exchange never confirmed it.
        _active.Remove(order);
        if (!row.IsTerminal)
            _active.Add(order);
    }

    public void Restore(Trade trade)
    {
        _ids.Saw(trade);
        _trades.Add(trade);
        world.Portfolio.Add(trade);
    }

    /// <summary>The session is over: what still rests expires, then the book is wiped.</summary>
    public void EndDay()
    {
        var waiting = _active.Where(static o => o.Row.Status == OrderStatus.AmoReceived).ToList();
        foreach (var order in _active.Except(waiting).ToList())
        {
            Advance(order, order.Row with
            {
                Status = OrderStatus.Cancelled,
                StatusMessage = "The order expired at the end of the session.",
                CancelledQuantity = order.Row.Open,
            });
            Push(order.Row, OrderStatus.Cancelled);
        }

        _orders.Clear();
        _active.Clear();
        _trades.Clear();
        foreach (var order in waiting)
            _orders[order.Row.OrderId] = order;
        _active.AddRange(waiting);
    }

    /// <summary>A cover order ends at once, at the market within its protection.</summary>
    void Exit(Order order)
    {
        var row = order.Row;
        var (price, _) = Protected(world.Market.Find(row.Token)!, row.Buy, -1);
        order.MatchedBook = -1;
        Advance(order, row with { OrderType = "LIMIT", Price = price, Triggered = true, Status = OrderStatus.OpenPending });
    }

    static OrderRow Apply(OrderRow row, OrderChange change) => row with
    {
        Quantity = change.Quantity ?? row.Quantity,
        Price = change.Price ?? row.Price,
        TriggerPrice = change.TriggerPrice ?? row.TriggerPrice,
        OrderType = change.OrderType ?? row.OrderType,
        Validity = change.Validity ?? row.Validity,
    };
}
