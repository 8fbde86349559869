using System.Text.Json;
using Kite.Simulator.Rest;
using Route = Kite.Simulator.Rest.Route;

namespace Kite.Simulator.Margins;

/// <summary>The three routes that take a JSON body: margins of orders, of a basket, and charges.</summary>
internal sealed class MarginRoutes(World world)
{
    readonly MarginCalculator _calculator = new(world);

    public Route[] All =>
    [
        new("POST", "/margins/orders", Bucket.Other, true, Orders),
        new("POST", "/margins/basket", Bucket.Other, true, Basket),
        new("POST", "/charges/orders", Bucket.Other, true, Note),
    ];

    async Task<object?> Orders(Call call)
    {
        var body = await JsonBody.ArrayAsync(call.Http.Request);
        lock (world.Gate)
            return Shape(Legs(body, "price").Select(_calculator.Of), call);
    }

    async Task<object?> Basket(Call call)
    {
        var body = await JsonBody.ArrayAsync(call.Http.Request);
        lock (world.Gate)
        {
            var held = Flag(call, "consider_positions") ? world.Portfolio.Of(call.UserId) : [];
            var (initial, final, orders) = _calculator.Basket(Legs(body, "price"), held);
            return Compact(call)
                ? new { initial = initial.Compact(), final = final.Compact(), orders = Shape(orders, call) }
                : new { initial = initial.Json(), final = final.Json(), orders = Shape(orders, call), charges = default(Charges).Json("") };
        }
    }

    async Task<object?> Note(Call call)
    {
        var body = await JsonBody.ArrayAsync(call.Http.Request);
        lock (world.Gate)
        {
            return Legs(body, "average_price").Select(leg => (object)new
            {
                transaction_type = leg.Buy ? "BUY" : "SELL",
                tradingsymbol = leg.Instrument.Symbol,
                exchange = leg.Instrument.Exchange,
                variety = leg.Variety,
                product = leg.Product,
                order_type = leg.OrderType,
                quantity = leg.Quantity,
                price = leg.Price,
                charges = Charges.Of(world.Facts.Charges, world.Market.Today, leg.Instrument, leg.Product, leg.Buy, leg.Quantity * leg.Price).Json(),
            }).ToArray();
        }
    }

    List<Leg> Legs(JsonElement[] body, string priceField) => [.. body.Select(o => _calculator.Read(o, priceField))];

    static object[] Shape(IEnumerable<MarginFigure> figures, Call call) =>
        [.. figures.Select(f => Compact(call) ? f.Compact() : f.Json())];

    static bool Compact(Call call) => call.Http.Request.Query["mode"] == "compact";

    /// <summary>Clients write true, True or 1.</summary>
    static bool Flag(Call call, string name) =>
        call.Http.Request.Query[name].ToString() is var text && (text == "1" || string.Equals(text, "true", StringComparison.OrdinalIgnoreCase));
}
