using Kite.Simulator.Market;
using Kite.Simulator.Orders;

namespace Kite.Simulator.Rest;

/// <summary>Positions, and changes of their product.</summary>
internal sealed class PortfolioRoutes(World world)
{
    public Route[] All =>
    [
        new("GET", "/portfolio/positions", Bucket.Other, true, Positions),
        new("PUT", "/portfolio/positions", Bucket.Other, true, Convert),
    ];

    Task<object?> Positions(Call call)
    {
        lock (world.Gate)
        {
            var mine = world.Portfolio.Of(call.UserId).ToList();
            return Task.FromResult<object?>(new
            {
                net = mine.Select(Row).ToArray(),
                day = mine.Where(static p => p.DayBought + p.DaySold > 0).Select(Day).ToArray(),
            });
        }
    }

    Task<object?> Convert(Call call)
    {
        var side = call.Required("transaction_type");
        if (side is not ("BUY" or "SELL"))
            throw ApiException.Input("Invalid `transaction_type`.");
        if (call.Required("position_type") is not ("day" or "overnight"))
            throw ApiException.Input("Invalid `position_type`; use day or overnight.");
        var quantity = call.Integer("quantity") ?? throw ApiException.Input("Missing or empty field `quantity`");
        lock (world.Gate)
        {
            var instrument = world.Market.Find($"{call.Required("exchange")}:{call.Required("tradingsymbol")}")
                ?? throw ApiException.Input("The instrument has either expired or does not exist.");
            world.Portfolio.Convert(call.UserId, instrument, side == "BUY", quantity, call.Required("old_product"), call.Required("new_product"));
        }

        world.Journal.Sync();
        return Task.FromResult<object?>(true);
    }

    object Day(Position p)
    {
        var today = new Position(p.UserId, p.Product, p.Token, p.Symbol);
        if (p.DayBought > 0)
            today.Add(buy: true, p.DayBought, p.DayBoughtValue / p.DayBought);
        if (p.DaySold > 0)
            today.Add(buy: false, p.DaySold, p.DaySoldValue / p.DaySold);
        return Row(today);
    }

    object Row(Position p)
    {
        var instrument = world.Market.Find(p.Token);
        var last = (instrument?.Last ?? 0) / 100m;
        var value = p.SoldValue - p.BoughtValue;
        var pnl = value + (p.Quantity * last);
        return new
        {
            tradingsymbol = p.Symbol,
            exchange = instrument?.Exchange ?? "NFO",
            instrument_token = p.Token,
            product = p.Product,
            quantity = p.Quantity,
            overnight_quantity = p.Carried,
            multiplier = 1,
            average_price = (double)p.Average,
            close_price = (double)p.CarriedClose,
            last_price = (double)last,
            value = (double)value,
            pnl = (double)pnl,
            m2m = (double)(p.SoldAtMarket - p.BoughtAtMarket + (p.Quantity * last)),
            unrealised = (double)pnl,
            realised = 0,
            buy_quantity = p.Bought,
            buy_price = Average(p.BoughtValue, p.Bought),
            buy_value = (double)p.BoughtValue,
            buy_m2m = (double)p.BoughtAtMarket,
            sell_quantity = p.Sold,
            sell_price = Average(p.SoldValue, p.Sold),
            sell_value = (double)p.SoldValue,
            sell_m2m = (double)p.SoldAtMarket,
            day_buy_quantity = p.DayBought,
            day_buy_price = Average(p.DayBoughtValue, p.DayBought),
            day_buy_value = (double)p.DayBoughtValue,
            day_sell_quantity = p.DaySold,
            day_sell_price = Average(p.DaySoldValue, p.DaySold),
            day_sell_value = (double)p.DaySoldValue,
        };
    }

    static double Average(decimal value, int quantity) => quantity == 0 ? 0 : (double)(value / quantity);
}
