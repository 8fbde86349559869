using Kite.Simulator.Orders;

namespace Kite.Simulator.Rest;

/// <summary>Placing, changing, cancelling and reading orders and trades. What is answered is on the disk.</summary>
internal sealed class OrderRoutes(World world)
{
    public Route[] All =>
    [
        new("POST", "/orders/*", Bucket.Order, true, Place),
        new("PUT", "/orders/*/*", Bucket.Order, true, Modify),
        new("DELETE", "/orders/*/*", Bucket.Order, true, Cancel),
        new("GET", "/orders", Bucket.Other, true, call => Read(() => Mine(call).Select(static o => OrderJson.Of(o.Row)).ToArray())),
        new("GET", "/orders/*", Bucket.Other, true, call => Read(() =>
            world.Orders.Find(call.UserId, null, call.Argument(0)).History.Select(OrderJson.Of).ToArray())),
        new("GET", "/trades", Bucket.Other, true, call => Read(() =>
            world.Orders.Trades.Where(t => t.UserId == call.UserId).Select(OrderJson.Of).ToArray())),
        new("GET", "/orders/*/trades", Bucket.Other, true, call => Read(() =>
            world.Orders.Trades.Where(t => t.OrderId == world.Orders.Find(call.UserId, null, call.Argument(0)).Row.OrderId)
                .Select(OrderJson.Of).ToArray())),
    ];

    IEnumerable<Order> Mine(Call call) => world.Orders.Orders.Values.Where(o => o.Row.UserId == call.UserId);

    Task<object?> Read(Func<object?> read)
    {
        lock (world.Gate)
            return Task.FromResult(read());
    }

    Task<object?> Place(Call call)
    {
        var request = new OrderRequest(
            call.UserId, call.Argument(0), call.Required("exchange"), call.Required("tradingsymbol"), call.Required("transaction_type"),
            call.Required("order_type"), call.Required("product"), call.Integer("quantity") ?? throw ApiException.Input("Missing or empty field `quantity`"),
            call.Number("price") ?? 0, call.Number("trigger_price") ?? 0, call.Value("validity") is { Length: > 0 } v ? v : "DAY",
            call.Integer("validity_ttl") ?? 0, call.Integer("disclosed_quantity") ?? 0, call.Number("market_protection") ?? 0, call.Value("tag") is { Length: > 0 } tag ? tag : null,
            string.Equals(call.Value("autoslice"), "true", StringComparison.OrdinalIgnoreCase), call.Integer("iceberg_legs") ?? 0,
            call.Integer("iceberg_quantity") ?? 0, call.Value("auction_number"));
        object data;
        lock (world.Gate)
        {
            if (request.AutoSlice)
            {
                var (parent, children) = world.Orders.PlaceSliced(request);
                data = new { order_id = parent, children = children.Select(Child).ToArray() };
            }
            else
            {
                data = new { order_id = world.Orders.Place(request) };
            }
        }

        world.Journal.Sync();
        return Task.FromResult<object?>(data);
    }

    static object Child((string? Id, string? Refusal) child) => child.Id is { } id
        ? new { order_id = id }
        : new { error = new { code = 400, error_type = "MarginException", message = child.Refusal, data = (object?)null } };

    Task<object?> Modify(Call call)
    {
        var change = new OrderChange(
            call.Integer("quantity"), call.Number("price"), call.Number("trigger_price"),
            call.Value("order_type") is { Length: > 0 } type ? type : null, call.Value("validity") is { Length: > 0 } validity ? validity : null);
        string id;
        lock (world.Gate)
            id = world.Orders.Modify(call.UserId, call.Argument(0), call.Argument(1), change);
        world.Journal.Sync();
        return Task.FromResult<object?>(new { order_id = id });
    }

    Task<object?> Cancel(Call call)
    {
        string id;
        lock (world.Gate)
            id = world.Orders.Cancel(call.UserId, call.Argument(0), call.Argument(1));
        world.Journal.Sync();
        return Task.FromResult<object?>(new { order_id = id });
    }
}
