using System.Globalization;
using Kite.Simulator.Market;
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

    /// <summary>Takes an order; it is in the book and handed to the journal when this returns.</summary>
    public string Place(OrderRequest request)
    {
        var instrument = OrderRules.Check(request, world.Market);
        return Receive(request, instrument, request.Quantity, parent: null);
    }

    /// <summary>Splits an order above the freeze quantity: the parent's id, and each slice's id.</summary>
    public (string Parent, List<string> Children) PlaceSliced(OrderRequest request)
    {
        var instrument = OrderRules.Check(request, world.Market);
        var most = instrument.Freeze / instrument.Lot * instrument.Lot;
        if ((request.Quantity + most - 1) / most > 10)
            throw ApiException.Input("Autoslice cannot split an order into more than 10 slices.");
        var parent = _ids.NextOrder(world.Market.Now);
        var children = new List<string>();
        for (var left = request.Quantity; left > 0; left -= most)
            children.Add(Receive(request, instrument, Math.Min(left, most), parent));
        return (parent, children);
    }

    public string Cancel(string userId, string variety, string orderId)
    {
        var order = Find(userId, variety, orderId);
        if (order.Row.IsTerminal)
            throw ApiException.Order($"Order cannot be cancelled as it is {order.Row.Status}.");
        if (order.Row.Status is not (OrderStatus.Open or OrderStatus.TriggerPending))
            throw ApiException.Order("Order cannot be cancelled as it is being processed. Try later.");
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
        OrderRules.CheckChange(world.Market.Find(row.Token)!, Apply(row, change));
        order.Change = change;
        Advance(order, row with { Status = OrderStatus.ModifyValidationPending, Modifications = row.Modifications + 1 });
        return orderId;
    }

    public Order Find(string userId, string? variety, string orderId) =>
        _orders.TryGetValue(orderId, out var order) && order.Row.UserId == userId && variety is null or "regular"
            ? order
            : throw ApiException.Order("Couldn't find that `order_id`.");

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
        foreach (var order in _active.ToList())
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
    }

    string Receive(OrderRequest request, Instrument instrument, int quantity, string? parent)
    {
        var (price, type, tags) = Price(request, instrument);
        if (parent is not null)
            tags = [.. tags, "autoslice", $"autoslice:{parent}"];
        var row = new OrderRow
        {
            OrderId = _ids.NextOrder(world.Market.Now),
            UserId = request.UserId,
            ParentOrderId = parent,
            Status = OrderStatus.Received,
            OrderTime = world.Market.Now,
            Symbol = instrument.Symbol,
            Exchange = instrument.Exchange,
            Token = instrument.Token,
            OrderType = type,
            Buy = request.TransactionType == "BUY",
            Validity = request.Validity,
            ValidityMinutes = request.ValidityMinutes,
            Product = request.Product,
            Quantity = quantity,
            Price = price,
            TriggerPrice = request.TriggerPrice,
            Tag = request.Tag,
            Tags = request.Tag is { } tag ? [tag, .. tags] : tags,
        };
        // First the journal: an order that cannot be kept is not taken.
        world.Journal.Append(new() { Order = row });
        _active.Add(_orders[row.OrderId] = Added(row));
        return row.OrderId;
    }

    Order Added(OrderRow row)
    {
        PlacedByTag[row.Tag ?? ""] = PlacedByTag.GetValueOrDefault(row.Tag ?? "") + 1;
        return new(row);
    }

    /// <summary>A market order becomes a limit order at the edge of its protection band.</summary>
    (decimal Price, string Type, string[] Tags) Price(OrderRequest request, Instrument instrument)
    {
        if (request.OrderType != "MARKET")
            return (request.Price, request.OrderType, []);
        var last = instrument.Last > 0 ? instrument.Last : instrument.Close;
        if (last <= 0)
            throw ApiException.Order("Market orders need a last traded price; the contract has none. Use a LIMIT order.");
        var percent = request.MarketProtection > 0
            ? request.MarketProtection
            : (decimal)world.Facts.Exchange.MarketProtection.First(s => last / 100.0 < s.Below).Percent;
        var buy = request.TransactionType == "BUY";
        var edge = last * (1 + ((buy ? percent : -percent) / 100));
        var ticks = buy ? Math.Ceiling(edge / instrument.TickPaise) : Math.Floor(edge / instrument.TickPaise);
        var price = Math.Max(ticks, 1) * instrument.TickPaise / 100m;
        return (price, "LIMIT", ["mktp", string.Create(CultureInfo.InvariantCulture, $"mktp:{percent:0.00}")]);
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
