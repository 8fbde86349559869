using System.Globalization;
using System.Text;
using Kite.Simulator.Rest;
using Route = Kite.Simulator.Rest.Route;

namespace Kite.Simulator.MutualFunds;

/// <summary>The mutual fund routes of all official clients. What is answered is on the disk.</summary>
internal sealed class FundRoutes(World world)
{
    const string Header =
        "tradingsymbol,amc,name,purchase_allowed,redemption_allowed,minimum_purchase_amount,purchase_amount_multiplier,"
        + "minimum_additional_purchase_amount,minimum_redemption_quantity,redemption_quantity_multiplier,dividend_type,scheme_type,plan,"
        + "settlement_type,last_price,last_price_date\n";

    public Route[] All =>
    [
        new("GET", "/mf/orders", Bucket.Other, true, call => Read(() => world.Funds.OrdersOf(call.UserId).Select(Json).ToArray())),
        new("GET", "/mf/orders/*", Bucket.Other, true, call => Read(() => Json(world.Funds.Order(call.UserId, call.Argument(0))))),
        new("POST", "/mf/orders", Bucket.Other, true, call => Write(() => new { order_id = Place(call) })),
        new("DELETE", "/mf/orders/*", Bucket.Other, true, call => Write(() => new { order_id = world.Funds.Cancel(call.UserId, call.Argument(0)) })),
        new("GET", "/mf/sips", Bucket.Other, true, Plans),
        new("GET", "/mf/sips/*", Bucket.Other, true, call => Read(() => Json(world.Funds.Plan(call.UserId, call.Argument(0))))),
        new("POST", "/mf/sips", Bucket.Other, true, call => Write(() => new { sip_id = Start(call) })),
        new("PUT", "/mf/sips/*", Bucket.Other, true, call => Write(() => new { sip_id = Change(call) })),
        new("DELETE", "/mf/sips/*", Bucket.Other, true, call => Write(() => new { sip_id = world.Funds.End(call.UserId, call.Argument(0)) })),
        new("GET", "/mf/holdings", Bucket.Other, true, call => Read(() => Holdings(call.UserId).ToArray())),
        new("GET", "/mf/holdings/*", Bucket.Other, true, call => Read(() => Holding(call))),
        new("GET", "/mf/allotments", Bucket.Other, true, call => Read(() =>
            world.Funds.OrdersOf(call.UserId).Where(static o => o is { Status: "COMPLETE", Buy: true }).Select(static o => o.Symbol).Distinct().ToArray())),
        new("GET", "/mf/instruments", Bucket.Other, true, call => InstrumentRoutes.WriteCsvAsync(call, Csv())),
    ];

    Task<object?> Read(Func<object> read)
    {
        lock (world.Gate)
            return Task.FromResult<object?>(read());
    }

    Task<object?> Write(Func<object> write)
    {
        object data;
        lock (world.Gate)
            data = write();
        world.Journal.Sync();
        return Task.FromResult<object?>(data);
    }

    /// <summary>The broker's list of plans comes without a status in its envelope.</summary>
    async Task<object?> Plans(Call call)
    {
        object[] data;
        lock (world.Gate)
            data = [.. world.Funds.PlansOf(call.UserId).Select(Json)];
        await RestServer.WriteAsync(call.Http.Response, new { data });
        return Written.Instance;
    }

    string Place(Call call)
    {
        var buy = call.Required("transaction_type") switch { "BUY" => true, "SELL" => false, _ => throw ApiException.Input("Invalid `transaction_type`.") };
        return world.Funds.Place(call.UserId, call.Required("tradingsymbol"), buy, call.Number("amount") ?? 0, call.Number("quantity") ?? 0, call.Value("tag"));
    }

    string Start(Call call) => world.Funds.Start(
        call.UserId, call.Required("tradingsymbol"), call.Number("amount") ?? 0, call.Required("frequency"), call.Integer("instalments") ?? -1,
        call.Integer("instalment_day") ?? 0, call.Number("initial_amount") ?? 0, call.Value("tag"));

    string Change(Call call) => world.Funds.Change(
        call.UserId, call.Argument(0), call.Number("amount"), call.Value("status"), call.Integer("instalments"), call.Value("frequency"),
        call.Integer("instalment_day"));

    object Json(FundOrder o) => new
    {
        status = o.Status,
        purchase_type = o.PurchaseType,
        folio = (string?)null,
        order_timestamp = Ist.Stamp(o.OrderTime),
        average_price = o.AveragePrice,
        exchange_order_id = o.ExchangeTime is null ? null : o.Id[..8],
        last_price = world.Funds.FundOf(o.Symbol).Nav,
        tradingsymbol = o.Symbol,
        settlement_id = (string?)null,
        transaction_type = o.Buy ? "BUY" : "SELL",
        order_id = o.Id,
        amount = o.Amount,
        tag = o.Tag,
        placed_by = o.UserId,
        exchange_timestamp = o.ExchangeTime is { } at ? Ist.Stamp(at)[..10] : null,
        variety = o.Variety,
        last_price_date = Date(world.Facts.Funds.AsOf),
        status_message = o.Message,
        fund = world.Funds.FundOf(o.Symbol).Name,
        quantity = o.Quantity,
    };

    object Json(FundPlan p) => new
    {
        sip_id = p.Id,
        sip_type = "sip",
        sip_reg_num = (string?)null,
        status = p.Status,
        fund = world.Funds.FundOf(p.Symbol).Name,
        tradingsymbol = p.Symbol,
        dividend_type = world.Funds.FundOf(p.Symbol).DividendType,
        transaction_type = "BUY",
        frequency = p.Frequency,
        instalments = p.Instalments,
        instalment_amount = p.Amount,
        instalment_day = p.Day,
        next_instalment = Date(p.Next),
        last_instalment = Ist.Stamp(p.Last ?? p.Created),
        pending_instalments = p.Instalments < 0 ? -1 : p.Instalments - p.Completed,
        completed_instalments = p.Completed,
        created = Ist.Stamp(p.Created),
        trigger_price = 0,
        step_up = new { },
        fund_source = "pool",
        tag = p.Tag,
    };

    IEnumerable<object> Holdings(string userId) => world.Funds.HoldingsOf(userId).Select(h => (object)new
    {
        folio = $"SIM/{h.Fund.Tradingsymbol[^3..]}",
        average_price = h.Average,
        last_price = h.Fund.Nav,
        last_price_date = Date(world.Facts.Funds.AsOf),
        pledged_quantity = 0,
        fund = h.Fund.Name,
        tradingsymbol = h.Fund.Tradingsymbol,
        pnl = (h.Fund.Nav - h.Average) * h.Units,
        quantity = h.Units,
    });

    /// <summary>The trades behind one holding.</summary>
    object[] Holding(Call call) => world.Funds.AllOrders
        .Where(o => o.UserId == call.UserId && o.Symbol == call.Argument(0) && o.Status == "COMPLETE")
        .Select(o => (object)new
        {
            fund = world.Funds.FundOf(o.Symbol).Name,
            tradingsymbol = o.Symbol,
            average_price = o.AveragePrice,
            variety = o.Variety,
            exchange_timestamp = Ist.Stamp(o.ExchangeTime),
            amount = o.Amount,
            folio = $"SIM/{o.Symbol[^3..]}",
            order_timestamp = Ist.Stamp(o.OrderTime),
            quantity = o.Quantity,
        }).ToArray();

    string Csv()
    {
        var text = new StringBuilder(Header);
        foreach (var f in world.Facts.Funds.Funds)
        {
            text.Append(CultureInfo.InvariantCulture, $"{f.Tradingsymbol},{f.Amc},{f.Name},1,1,{f.LeastPurchase},1.0,{f.LeastAdditional},0.001,0.001,")
                .Append(CultureInfo.InvariantCulture, $"{f.DividendType},{f.SchemeType},direct,{f.SettlementType},{f.Nav},{Date(world.Facts.Funds.AsOf)}\n");
        }

        return text.ToString();
    }

    static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
