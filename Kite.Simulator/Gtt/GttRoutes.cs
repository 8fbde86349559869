using System.Text.Json;
using Kite.Simulator.Rest;
using Route = Kite.Simulator.Rest.Route;

namespace Kite.Simulator.Gtt;

/// <summary>Placing, replacing, deleting and reading triggers. What is answered is on the disk.</summary>
internal sealed class GttRoutes(World world)
{
    public Route[] All =>
    [
        new("POST", "/gtt/triggers", Bucket.Other, true, call => Write(call, r => world.Gtts.Place(call.UserId, r))),
        new("PUT", "/gtt/triggers/*", Bucket.Other, true, call => Write(call, r => world.Gtts.Modify(call.UserId, call.Argument(0), r))),
        new("DELETE", "/gtt/triggers/*", Bucket.Other, true, Delete),
        new("GET", "/gtt/triggers", Bucket.Other, true, call => Read(() => world.Gtts.Of(call.UserId).Reverse().Select(Json).ToArray())),
        new("GET", "/gtt/triggers/*", Bucket.Other, true, call => Read(() => Json(world.Gtts.Find(call.UserId, call.Argument(0))))),
    ];

    Task<object?> Read(Func<object> read)
    {
        lock (world.Gate)
            return Task.FromResult<object?>(read());
    }

    Task<object?> Write(Call call, Func<GttRequest, int> write)
    {
        int id;
        lock (world.Gate)
            id = write(GttRequest.Parse(call, world.Market));
        world.Journal.Sync();
        return Task.FromResult<object?>(new { trigger_id = id });
    }

    Task<object?> Delete(Call call)
    {
        int id;
        lock (world.Gate)
            id = world.Gtts.Delete(call.UserId, call.Argument(0));
        world.Journal.Sync();
        return Task.FromResult<object?>(new { trigger_id = id });
    }

    static object Json(GttTrigger t) => new
    {
        id = t.Id,
        user_id = t.UserId,
        parent_trigger = (string?)null,
        type = t.Type,
        created_at = Ist.Stamp(t.CreatedAt),
        updated_at = Ist.Stamp(t.UpdatedAt),
        expires_at = Ist.Stamp(t.ExpiresAt),
        status = t.Status,
        condition = new
        {
            exchange = t.Condition.Exchange,
            last_price = t.Condition.LastPrice,
            tradingsymbol = t.Condition.Symbol,
            trigger_values = t.Condition.TriggerValues,
            instrument_token = t.Condition.Token,
        },
        orders = t.Legs.Select(leg => Leg(t, leg)).ToArray(),
        // The broker writes an empty object while a trigger waits and nothing afterwards.
        meta = t.Status == GttStatus.Active ? new { } : null,
    };

    static object Leg(GttTrigger t, GttLeg leg) => new
    {
        exchange = t.Condition.Exchange,
        tradingsymbol = t.Condition.Symbol,
        product = leg.Product,
        order_type = "LIMIT",
        transaction_type = leg.TransactionType,
        quantity = leg.Quantity,
        price = leg.Price,
        result = leg.Result is { } result ? Result(t, leg, result) : null,
    };

    static object Result(GttTrigger t, GttLeg leg, GttResult result) => new
    {
        account_id = t.UserId,
        exchange = t.Condition.Exchange,
        tradingsymbol = t.Condition.Symbol,
        validity = "DAY",
        product = leg.Product,
        order_type = "LIMIT",
        transaction_type = leg.TransactionType,
        quantity = leg.Quantity,
        price = leg.Price,
        meta = JsonSerializer.Serialize(new { app_id = 1, gtt = t.Id }),
        timestamp = Ist.Stamp(result.At),
        triggered_at = result.TriggeredAt,
        order_result = new
        {
            status = result.Reason is null ? "success" : "failed",
            order_id = result.OrderId,
            rejection_reason = result.Reason ?? "",
        },
    };
}
