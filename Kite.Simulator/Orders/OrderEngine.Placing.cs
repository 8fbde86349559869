using System.Globalization;
using Kite.Simulator.Market;
using Kite.Simulator.Rest;

namespace Kite.Simulator.Orders;

internal sealed partial class OrderEngine
{
    const int MostSlices = 10;

    /// <summary>Takes an order; it is in the book and handed to the journal when this returns.</summary>
    public string Place(OrderRequest request)
    {
        var instrument = OrderRules.Check(request, world);
        world.Holdings.CheckAuthorised(request, instrument);
        return Receive(FirstRow(request, instrument));
    }

    /// <summary>Splits an order above the freeze quantity: the parent's id, and of each slice its id or why the risk system refused it.</summary>
    public (string Parent, List<(string? Id, string? Refusal)> Children) PlaceSliced(OrderRequest request)
    {
        if (request.Variety == "iceberg")
            throw ApiException.Input("Autoslice cannot be combined with iceberg.");
        var instrument = OrderRules.Check(request, world);
        world.Holdings.CheckAuthorised(request, instrument);
        var most = Math.Min(world.FreezeOf(instrument), OrderRules.LargestQuantity) / instrument.Lot * instrument.Lot;
        if ((request.Quantity + most - 1) / most > MostSlices)
            throw ApiException.Input("Autoslice cannot split an order into more than 10 slices.");
        var first = FirstRow(request, instrument);
        var parent = first.OrderId;
        var children = new List<(string?, string?)>();
        for (var left = request.Quantity; left > 0; left -= most)
        {
            var row = first with
            {
                OrderId = _ids.NextOrder(world.Market.Now),
                ParentOrderId = parent,
                Quantity = Math.Min(left, most),
                Tags = [.. first.Tags, "autoslice", $"autoslice:{parent}"],
            };
            // The broker looks at the funds of a slice at once, and says so in the answer.
            if (children.Count > 0)
                world.DailyOrders.Add(request.UserId);
            children.Add(world.Portfolio.Refusal(row) is { } refusal ? (null, refusal) : (Receive(row), null));
        }

        return (parent, children);
    }

    OrderRow FirstRow(OrderRequest request, Instrument instrument)
    {
        var buy = request.TransactionType == "BUY";
        var market = request.OrderType == "MARKET";
        var (price, tags) = market ? Protected(instrument, buy, request.MarketProtection) : (request.Price, []);
        return new()
        {
            OrderId = _ids.NextOrder(world.Market.Now),
            UserId = request.UserId,
            Status = request.Variety == "amo" ? OrderStatus.AmoReceived : OrderStatus.Received,
            OrderTime = world.Market.Now,
            Symbol = instrument.Symbol,
            Exchange = instrument.Exchange,
            Token = instrument.Token,
            // A market order is kept as a limit order at the edge of its protection band.
            OrderType = market ? "LIMIT" : request.OrderType,
            Buy = buy,
            Validity = request.Validity,
            ValidityMinutes = request.ValidityMinutes,
            Product = request.Variety == "co" ? "CO" : request.Product,
            Quantity = request.Variety == "iceberg" ? request.IcebergQuantity : request.Quantity,
            DisclosedQuantity = request.DisclosedQuantity,
            Price = request.OrderType == "SL-M" ? 0 : price,
            TriggerPrice = request.Variety == "co" ? 0 : request.TriggerPrice,
            Tag = request.Tag,
            Tags = request.Tag is { } tag ? [tag, .. tags] : tags,
            Variety = request.Variety,
            Protection = request.OrderType == "SL-M" ? request.MarketProtection : 0,
            StopTrigger = request.Variety == "co" ? request.TriggerPrice : 0,
            AuctionNumber = request.AuctionNumber,
            Iceberg = request.Variety == "iceberg"
                ? new(1, request.IcebergLegs, request.IcebergQuantity, request.Quantity, request.Quantity - request.IcebergQuantity)
                : null,
        };
    }

    string Receive(OrderRow row)
    {
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

    /// <summary>What follows when an order is filled or ends with a part filled: the next leg of an iceberg, the stop of a cover order.</summary>
    void Continue(OrderRow row)
    {
        if (row is { Iceberg: { RemainingQuantity: > 0 } iceberg, Status: OrderStatus.Complete })
        {
            var quantity = Math.Min(iceberg.LegQuantity, iceberg.RemainingQuantity);
            world.DailyOrders.Add(row.UserId);
            Receive(Fresh(row) with
            {
                Quantity = quantity,
                Iceberg = iceberg with { Leg = iceberg.Leg + 1, RemainingQuantity = iceberg.RemainingQuantity - quantity },
            });
        }

        if (row is { Variety: "co", StopTrigger: > 0, FilledQuantity: > 0 })
        {
            var (price, _) = Protected(world.Market.Find(row.Token)!, !row.Buy, -1, row.StopTrigger);
            Receive(Fresh(row) with
            {
                ParentOrderId = row.OrderId,
                Buy = !row.Buy,
                OrderType = "SL",
                Quantity = row.FilledQuantity,
                Price = price,
                TriggerPrice = row.StopTrigger,
                StopTrigger = 0,
            });
        }
    }

    OrderRow Fresh(OrderRow row) => row with
    {
        OrderId = _ids.NextOrder(world.Market.Now),
        Status = OrderStatus.Received,
        ExchangeOrderId = null,
        ExchangeTime = null,
        OrderTime = world.Market.Now,
        FilledQuantity = 0,
        AveragePrice = 0,
        Modifications = 0,
        Triggered = false,
    };

    /// <summary>The edge of the protection band, in rupees on the tick, and the tags that a market order is read back with.</summary>
    (decimal Price, string[] Tags) Protected(Instrument instrument, bool buy, decimal protection, decimal? around = null)
    {
        var last = (around * 100) ?? (instrument.Last > 0 ? instrument.Last : instrument.Close);
        if (last <= 0)
            throw ApiException.Order("Market orders need a last traded price; the contract has none. Use a LIMIT order.");
        var percent = protection > 0
            ? protection
            : (decimal)world.Facts.Exchange.MarketProtection.First(s => (double)last / 100.0 < s.Below).Percent;
        var edge = last * (1 + ((buy ? percent : -percent) / 100));
        var ticks = buy ? Math.Ceiling(edge / instrument.TickPaise) : Math.Floor(edge / instrument.TickPaise);
        var price = Math.Max(ticks, 1) * instrument.TickPaise / 100m;
        return (price, ["mktp", string.Create(CultureInfo.InvariantCulture, $"mktp:{percent:0.00}")]);
    }
}
