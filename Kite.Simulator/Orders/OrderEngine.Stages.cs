using Kite.Simulator.Market;

namespace Kite.Simulator.Orders;

internal sealed partial class OrderEngine
{
    /// <summary>Moves every order on by one stage, then matches those in the book.</summary>
    public void Turn()
    {
        if (_active.Count == 0 || LinkDown)
            return;
        foreach (var order in _active.ToArray())
            Next(order);
        _active.RemoveAll(static o => o.Row.IsTerminal);
    }

    void Next(Order order)
    {
        var row = order.Row;
        if (world.Market.Find(row.Token) is null)
        {
            Finish(order, OrderStatus.Cancelled, "The contract is not listed any more.");
            return;
        }

        switch (row.Status)
        {
            case OrderStatus.AmoReceived:
                if (!world.Closed)
                    Advance(order, row with { Status = OrderStatus.Received });
                break;
            case OrderStatus.Received:
                Validate(order);
                break;
            case OrderStatus.ValidationPending:
                Advance(order, row with { Status = OrderStatus.OpenPending });
                break;
            case OrderStatus.OpenPending:
                EnterBook(order);
                break;
            case OrderStatus.ModifyValidationPending:
                Advance(order, row with { Status = OrderStatus.ModifyPending });
                Match(order);
                break;
            case OrderStatus.ModifyPending:
                Modified(order);
                break;
            case OrderStatus.CancelPending:
                // The exchange may have matched it before the cancel came.
                Match(order);
                if (!order.Row.IsTerminal)
                    Finish(order, OrderStatus.Cancelled, message: null);
                break;
            default:
                Rest(order);
                break;
        }
    }

    void Validate(Order order)
    {
        Advance(order, order.Row with { Status = OrderStatus.ValidationPending });
        if (world.Portfolio.Refusal(order.Row) is { } refusal)
        {
            Advance(order, order.Row with { Status = OrderStatus.Rejected, StatusMessage = refusal });
            Push(order.Row, OrderStatus.Rejected);
            return;
        }

        Advance(order, order.Row with { Status = OrderStatus.OpenPending });
    }

    void EnterBook(Order order)
    {
        var row = order.Row with { ExchangeOrderId = order.Row.ExchangeOrderId ?? _ids.NextExchangeOrder(), ExchangeTime = world.Market.Now };
        if (row.Waits)
        {
            Advance(order, row with { Status = OrderStatus.TriggerPending });
            Push(order.Row, OrderStatus.TriggerPending);
            return;
        }

        Advance(order, row with { Status = OrderStatus.Open });
        Push(order.Row, OrderStatus.Open);
        Match(order);
        if (row.Validity == "IOC" && !order.Row.IsTerminal)
            Finish(order, OrderStatus.Cancelled, message: null);
    }

    void Modified(Order order)
    {
        var row = order.Row;
        var resting = row.Waits ? OrderStatus.TriggerPending : OrderStatus.Open;
        if (order.Change is { } change)
        {
            Advance(order, row with { Status = OrderStatus.Modified });
            row = Apply(order.Row, change);
            resting = row.Waits ? OrderStatus.TriggerPending : OrderStatus.Open;
        }

        order.Change = null;
        order.MatchedBook = -1;
        Advance(order, row with { Status = resting, ExchangeTime = world.Market.Now });
        Push(order.Row, "UPDATE");
        if (order.Row.Open <= 0)
            Finish(order, OrderStatus.Complete, message: null);
        else
            Match(order);
    }

    void Rest(Order order)
    {
        var row = order.Row;
        if (row.Validity == "TTL" && world.Market.Now >= row.OrderTime.AddMinutes(row.ValidityMinutes))
        {
            Finish(order, OrderStatus.Cancelled, "The order's validity has ended.");
            return;
        }

        if (row.Status == OrderStatus.TriggerPending)
        {
            var last = world.Market.Find(row.Token)!.Last / 100m;
            if (row.Buy ? last >= row.TriggerPrice : last > 0 && last <= row.TriggerPrice)
            {
                var price = row.OrderType == "SL-M" ? Protected(world.Market.Find(row.Token)!, row.Buy, row.Protection).Price : row.Price;
                Advance(order, row with { Status = OrderStatus.OpenPending, Triggered = true, Price = price });
            }

            return;
        }

        Match(order);
    }

    /// <summary>Takes what the other side of the book offers at the limit or better; a book is taken from once.</summary>
    void Match(Order order)
    {
        var row = order.Row;
        if (row.Status is OrderStatus.TriggerPending || row.Waits || row.AuctionNumber is not null)
            return;
        var instrument = world.Market.Find(row.Token)!;
        if (instrument.BookVersion == order.MatchedBook)
            return;
        var arriving = order.MatchedBook == -1;
        order.MatchedBook = instrument.BookVersion;
        var limit = (int)(row.Price * 100);
        foreach (var level in row.Buy ? instrument.Asks : instrument.Bids)
        {
            if (level.Quantity == 0 || (row.Buy ? level.Price > limit : level.Price < limit))
                break;
            // An order that waits in the book gets its own price; one that arrives gets the better price of those who wait.
            Fill(order, arriving ? level.Price / 100m : row.Price, Math.Min(level.Quantity, order.Row.Open));
            if (order.Row.Open == 0)
                break;
        }
    }

    void Fill(Order order, decimal price, int quantity)
    {
        var row = order.Row;
        var filled = row.FilledQuantity + quantity;
        var trade = new Trade(
            _ids.NextTrade(), row.OrderId, row.ExchangeOrderId!, row.UserId, row.Symbol, row.Exchange, row.Token, row.Product, row.Buy, price, quantity, world.Market.Now);
        _trades.Add(trade);
        world.Portfolio.Add(trade);
        world.Journal.Append(new() { Trade = trade });
        var average = ((row.AveragePrice * row.FilledQuantity) + (price * quantity)) / filled;
        var complete = filled == row.Quantity;
        Advance(order, row with
        {
            FilledQuantity = filled,
            AveragePrice = average,
            ExchangeTime = world.Market.Now,
            Status = complete ? OrderStatus.Complete : row.Status,
        });
        Push(order.Row, complete ? OrderStatus.Complete : "UPDATE");
        if (complete)
            Continue(order.Row);
    }

    void Finish(Order order, string status, string? message)
    {
        Advance(order, order.Row with
        {
            Status = status,
            StatusMessage = message,
            ExchangeTime = world.Market.Now,
            CancelledQuantity = status == OrderStatus.Cancelled ? order.Row.Open : 0,
        });
        Push(order.Row, status);
        Continue(order.Row);
    }

    void Advance(Order order, OrderRow row)
    {
        order.History.Add(row with { OrderTime = order.Row.OrderTime });
        world.Journal.Append(new() { Order = order.Row });
    }

    void Push(OrderRow row, string status) =>
        world.Tell(row with { Status = status });
}
