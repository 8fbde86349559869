using System.Text.Json;
using Kite.Simulator.Market;
using Kite.Simulator.Rest;

namespace Kite.Simulator.Gtt;

/// <summary>Reads and checks what a client wants to be triggered: <c>type</c>, and JSON in <c>condition</c> and <c>orders</c>.</summary>
internal sealed record GttRequest(string Type, GttCondition Condition, GttLeg[] Legs, Instrument Instrument)
{
    public static GttRequest Parse(Call call, SimulatedMarket market)
    {
        var type = call.Required("type");
        if (type is not ("single" or "two-leg"))
            throw ApiException.Input("Invalid `type`; use single or two-leg.");
        var (condition, orders) = (JsonBody.Read(call.Required("condition"), "condition"), JsonBody.Read(call.Required("orders"), "orders"));
        if (condition.ValueKind != JsonValueKind.Object || orders.ValueKind != JsonValueKind.Array)
            throw ApiException.Input("Invalid `condition` or `orders`.");
        var (exchange, symbol) = (JsonBody.Text(condition, "exchange"), JsonBody.Text(condition, "tradingsymbol"));
        var instrument = market.Find($"{exchange}:{symbol}");
        if (instrument is null || instrument.Kind == InstrumentKind.Index)
            throw ApiException.Input("The instrument has either expired or does not exist.");
        var legs = orders.EnumerateArray().Select(o => Leg(o, instrument)).ToArray();
        return new(type, new(exchange, symbol, instrument.Token, Triggers(condition, type, instrument, legs.Length), JsonBody.Number(condition, "last_price")), legs, instrument);
    }

    static decimal[] Triggers(JsonElement condition, string type, Instrument instrument, int legs)
    {
        if (!condition.TryGetProperty("trigger_values", out var values) || values.ValueKind != JsonValueKind.Array)
            throw ApiException.Input("Missing or empty field `trigger_values`");
        decimal[] triggers = [.. values.EnumerateArray().Select(static v => JsonBody.Parse(v, "trigger_values"))];
        var wanted = type == "single" ? 1 : 2;
        if (triggers.Length != wanted || legs != wanted)
            throw ApiException.Input($"A {type} trigger needs {(wanted == 1 ? "one trigger value and one order" : "two trigger values and two orders")}.");
        var last = instrument.Last / 100m;
        if (triggers.Any(static t => t <= 0))
            throw ApiException.Input("Invalid `trigger_values`.");
        if (wanted == 2 && !(triggers[0] < last && last < triggers[1]))
            throw ApiException.Input("Trigger already met: the first trigger value must be below the last price and the second one above it.");
        if (wanted == 1 && triggers[0] == last)
            throw ApiException.Input("Trigger already met.");
        return triggers;
    }

    static GttLeg Leg(JsonElement order, Instrument instrument)
    {
        if (order.ValueKind != JsonValueKind.Object)
            throw ApiException.Input("Invalid `orders`.");
        if (JsonBody.Text(order, "exchange") != instrument.Exchange || JsonBody.Text(order, "tradingsymbol") != instrument.Symbol)
            throw ApiException.Input("Every order must name the instrument of the condition.");
        if (JsonBody.Text(order, "order_type") != "LIMIT")
            throw ApiException.Input("Only LIMIT orders are allowed.");
        var product = JsonBody.Text(order, "product");
        if (product != (instrument.IsSpot ? "CNC" : "NRML"))
            throw ApiException.Input($"Invalid `product`; use {(instrument.IsSpot ? "CNC" : "NRML")} for this segment.");
        var side = JsonBody.Text(order, "transaction_type");
        if (side is not ("BUY" or "SELL"))
            throw ApiException.Input("Invalid `transaction_type`.");
        var (quantity, price) = (JsonBody.Number(order, "quantity"), JsonBody.Number(order, "price"));
        if (quantity <= 0 || quantity > 100_000 || quantity % instrument.Lot != 0)
            throw ApiException.Input($"Quantity should be in multiples of the lot size. Try in multiples of {instrument.Lot}.");
        if (price <= 0 || price * 100 % instrument.TickPaise != 0)
            throw ApiException.Input("Enter the price in multiples of the tick size.");
        return new(side, product, (int)quantity, price);
    }
}
