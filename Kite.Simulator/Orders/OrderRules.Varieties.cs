using Kite.Simulator.Market;
using Kite.Simulator.Rest;

namespace Kite.Simulator.Orders;

internal static partial class OrderRules
{
    static void CheckVariety(OrderRequest r, Instrument instrument, World world)
    {
        if (r.Variety == "amo" && !world.Closed)
            throw ApiException.Order("After market orders cannot be placed during market hours.");
        if (r.Variety != "amo" && world.Closed)
            throw ApiException.Order("Markets are closed right now. Use the variety amo for an after market order.");
        if (r.Variety == "amo" && instrument.IsOption && r.OrderType == "MARKET")
            throw ApiException.Order("After market orders for options must be LIMIT orders.");
        switch (r.Variety)
        {
            case "co":
                CheckCover(r, instrument);
                break;
            case "iceberg":
                CheckIceberg(r);
                break;
            case "auction":
                CheckAuction(r, instrument, world);
                break;
            default:
                break;
        }
    }

    static void CheckCover(OrderRequest r, Instrument instrument)
    {
        if (r.Product != "MIS" || r.OrderType is not ("LIMIT" or "MARKET"))
            throw ApiException.Input("A cover order needs the product MIS and the order_type LIMIT or MARKET.");
        var reference = r.OrderType == "LIMIT" ? r.Price : instrument.Last / 100m;
        CheckPrice(instrument, r.TriggerPrice, "trigger_price");
        if (r.TransactionType == "BUY" ? r.TriggerPrice >= reference : r.TriggerPrice <= reference)
            throw ApiException.Input("The stoploss trigger of a cover order must be below the price of a buy and above the price of a sell.");
    }

    static void CheckIceberg(OrderRequest r)
    {
        if (r.IcebergLegs is < 2 or > 10)
            throw ApiException.Input("Invalid `iceberg_legs`; use 2 to 10.");
        if (r.OrderType != "LIMIT" || r.Validity == "IOC")
            throw ApiException.Input("Iceberg orders must be LIMIT orders of validity DAY or TTL.");
        if (r.IcebergQuantity <= 0 || r.IcebergQuantity >= r.Quantity
            || (r.Quantity + r.IcebergQuantity - 1) / r.IcebergQuantity != r.IcebergLegs)
            throw ApiException.Input("Invalid `iceberg_quantity`: it is the quantity of each leg, and the legs must add up.");
    }

    static void CheckAuction(OrderRequest r, Instrument instrument, World world)
    {
        if (!instrument.IsSpot || r.TransactionType != "SELL" || r.Product != "CNC" || r.OrderType != "LIMIT")
            throw ApiException.Input("Auction orders are LIMIT orders that sell shares of the product CNC.");
        if (r.AuctionNumber is null || r.AuctionNumber != Holdings.AuctionNumberOf(instrument))
            throw ApiException.Input("Invalid `auction_number`.");
        if (world.Holdings.Sellable(r.UserId, instrument.Token) < r.Quantity)
            throw new ApiException(400, "HoldingException", "Only shares that are held can be offered in an auction.");
    }
}
