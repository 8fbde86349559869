using System.Globalization;
using System.Text.Json;
using Kite.Simulator.Market;
using Kite.Simulator.Rest;
using Route = Kite.Simulator.Rest.Route;

namespace Kite.Simulator.Alerts;

/// <summary>Alerts: created, read by page, changed, deleted by number, and their history. What is answered is on the disk.</summary>
internal sealed class AlertRoutes(World world)
{
    const int LargestPage = 100;

    public Route[] All =>
    [
        new("POST", "/alerts", Bucket.Other, true, call => Write(() => Json(world.Alerts.Add(call.UserId, Terms(call))))),
        new("GET", "/alerts", Bucket.Other, true, List),
        new("DELETE", "/alerts", Bucket.Other, true, Delete),
        new("GET", "/alerts/*", Bucket.Other, true, call => Read(() => Json(world.Alerts.Find(call.UserId, call.Argument(0))))),
        new("PUT", "/alerts/*", Bucket.Other, true, call => Write(() =>
            Json(world.Alerts.Change(call.UserId, call.Argument(0), Terms(call), call.Value("status"))))),
        new("GET", "/alerts/*/history", Bucket.Other, true, call => Read(() =>
        {
            var alert = world.Alerts.Find(call.UserId, call.Argument(0));
            return alert.Firings.Reverse().Select(f => History(alert, f)).ToArray();
        })),
    ];

    Task<object?> Read(Func<object?> read)
    {
        lock (world.Gate)
            return Task.FromResult(read());
    }

    Task<object?> Write(Func<object?> write)
    {
        object? data;
        lock (world.Gate)
            data = write();
        world.Journal.Sync();
        return Task.FromResult(data);
    }

    Task<object?> List(Call call)
    {
        var status = call.Value("status");
        var (page, size) = (Math.Max(1, call.Integer("page") ?? 1), Math.Clamp(call.Integer("page_size") ?? LargestPage, 1, LargestPage));
        return Read(() => world.Alerts.Of(call.UserId)
            .Where(a => status is null or "" ? a.Status != "deleted" : a.Status == status)
            .OrderByDescending(static a => a.CreatedAt).Skip((page - 1) * size).Take(size).Select(Json).ToArray());
    }

    Task<object?> Delete(Call call)
    {
        var uuids = call.All("uuid");
        if (uuids.Length == 0)
            throw ApiException.Input("Missing or empty field `uuid`");
        return Write(() =>
        {
            foreach (var uuid in uuids)
                world.Alerts.Find(call.UserId, uuid);
            foreach (var uuid in uuids)
                world.Alerts.Delete(call.UserId, uuid);
            return null;
        });
    }

    static AlertTerms Terms(Call call)
    {
        Attribute(call.Required("lhs_attribute"));
        var right = call.Required("rhs_type") switch
        {
            "constant" => null,
            "instrument" => new AlertSide(call.Required("rhs_exchange"), call.Required("rhs_tradingsymbol")),
            _ => throw ApiException.Input("Invalid `rhs_type`; use constant or instrument."),
        };
        if (right is not null)
            Attribute(call.Required("rhs_attribute"));
        return new(
            call.Required("name"), call.Required("type"), new(call.Required("lhs_exchange"), call.Required("lhs_tradingsymbol")), call.Required("operator"),
            right, right is null ? call.Number("rhs_constant") ?? throw ApiException.Input("Missing or empty field `rhs_constant`") : 0, call.Value("basket"));
    }

    static void Attribute(string name)
    {
        if (name != "LastTradedPrice")
            throw ApiException.Input("Only LastTradedPrice can be compared.");
    }

    static Dictionary<string, object?> Json(Alert a)
    {
        var json = new Dictionary<string, object?>
        {
            ["type"] = a.Terms.Type,
            ["user_id"] = a.UserId,
            ["uuid"] = a.Uuid,
            ["name"] = a.Terms.Name,
            ["status"] = a.Status,
            ["disabled_reason"] = "",
            ["lhs_attribute"] = "LastTradedPrice",
            ["lhs_exchange"] = a.Terms.Left.Exchange,
            ["lhs_tradingsymbol"] = a.Terms.Left.Symbol,
            ["operator"] = a.Terms.Operator,
            ["rhs_type"] = a.Terms.Right is null ? "constant" : "instrument",
            ["rhs_attribute"] = a.Terms.Right is null ? "" : "LastTradedPrice",
            ["rhs_exchange"] = a.Terms.Right?.Exchange ?? "",
            ["rhs_tradingsymbol"] = a.Terms.Right?.Symbol ?? "",
            ["rhs_constant"] = a.Terms.Constant,
            ["alert_count"] = a.Count,
            ["created_at"] = Ist.Stamp(a.CreatedAt),
            ["updated_at"] = Ist.Stamp(a.UpdatedAt),
        };
        if (a.Terms.Basket is { } basket)
            json["basket"] = JsonElement.Parse(basket);
        return json;
    }

    object History(Alert a, AlertFiring f)
    {
        var left = a.Terms.Left;
        var right = a.Terms.Right is { } r ? $"LastTradedPrice(\"{r.Exchange}:{r.Symbol}\")" : a.Terms.Constant.ToString(CultureInfo.InvariantCulture);
        return new
        {
            uuid = a.Uuid,
            type = a.Terms.Type,
            meta = world.Alerts.InstrumentOf(left) is { } i ? new[] { Snapshot(left, i, f) } : [],
            condition = $"LastTradedPrice(\"{left.Exchange}:{left.Symbol}\") {a.Terms.Operator} {right}",
            created_at = Ist.Stamp(f.At),
            order_meta = f.Orders,
        };
    }

    static object Snapshot(AlertSide side, Instrument i, AlertFiring f) => new
    {
        instrument_token = i.Token,
        tradingsymbol = i.Symbol,
        timestamp = Ist.Stamp(f.At),
        last_price = f.LastPrice,
        ohlc = QuoteRoutes.Ohlc(i),
        net_change = f.LastPrice - (i.Close / 100m),
        exchange = side.Exchange,
        // An index has no trades: the broker writes the year 1.
        last_trade_time = i.LastTradeTime == 0 ? "0001-01-01 00:00:00" : Ist.Stamp(Ist.OfUnix(i.LastTradeTime)),
        last_quantity = i.LastQuantity,
        buy_quantity = 0,
        sell_quantity = 0,
        volume = i.Volume,
        volume_tick = 0,
        average_price = i.AveragePaise / 100.0,
        oi = i.Oi,
        oi_day_high = i.OiHigh,
        oi_day_low = i.OiLow,
        lower_circuit_limit = 0,
        upper_circuit_limit = 0,
    };
}
