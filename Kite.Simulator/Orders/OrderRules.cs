using System.Globalization;
using Kite.Simulator.Market;
using Kite.Simulator.Rest;

namespace Kite.Simulator.Orders;

/// <summary>What is refused before an order exists: HTTP 400, no order id.</summary>
internal static partial class OrderRules
{
    public const int LargestQuantity = 100_000;

    /// <summary>The contract of a request that passes; throws otherwise.</summary>
    public static Instrument Check(OrderRequest request, World world)
    {
        CheckWords(request);
        var instrument = world.Market.Find($"{request.Exchange}:{request.Symbol}");
        if (instrument is null || instrument.Kind == InstrumentKind.Index)
            throw ApiException.Input("The instrument you are placing an order for has either expired or does not exist.");
        CheckProduct(request, instrument);
        CheckVariety(request, instrument, world);
        CheckQuantity(instrument, request.Variety == "iceberg" ? request.IcebergQuantity : request.Quantity, request.AutoSlice, world);
        CheckType(request, instrument);
        if (request.OrderType is "LIMIT" or "SL")
            CheckPrice(instrument, request.Price, "price");
        if (request.OrderType is "SL" or "SL-M")
            CheckTrigger(instrument, request.TransactionType == "BUY", request.OrderType == "SL" ? request.Price : null, request.TriggerPrice);
        return instrument;
    }

    /// <summary>The same checks for the values that a modification would leave.</summary>
    public static void CheckChange(Instrument instrument, OrderRow changed, World world)
    {
        CheckQuantity(instrument, changed.Quantity, autoSlice: false, world);
        if (changed is { OrderType: "SL-M", Waits: true })
        {
            CheckTrigger(instrument, changed.Buy, price: null, changed.TriggerPrice);
            return;
        }

        CheckPrice(instrument, changed.Price, "price");
        if (changed.Quantity <= changed.FilledQuantity)
            throw ApiException.Order("The new quantity must be more than what is filled already.");
        if (changed.OrderType is not ("LIMIT" or "SL"))
            throw ApiException.Input("Only LIMIT and SL can be an order's new type here.");
        if (changed is { OrderType: "SL", Triggered: false })
            CheckTrigger(instrument, changed.Buy, changed.Price, changed.TriggerPrice);
    }

    static void CheckWords(OrderRequest r)
    {
        if (r.Variety is not ("regular" or "amo" or "co" or "iceberg" or "auction"))
            throw ApiException.Input("Invalid `variety`.");
        if (r.TransactionType is not ("BUY" or "SELL"))
            throw ApiException.Input("Invalid `transaction_type`.");
        if (r.OrderType is not ("MARKET" or "LIMIT" or "SL" or "SL-M"))
            throw ApiException.Input("Invalid `order_type`.");
        if (r.Validity is not ("DAY" or "IOC" or "TTL"))
            throw ApiException.Input("Invalid `validity`.");
        if (r.Validity == "TTL" && r.ValidityMinutes is < 1 or > 375)
            throw ApiException.Input("Invalid `validity_ttl`.");
        if (r.Tag is { } tag && (tag.Length is 0 or > 20 || !tag.All(char.IsAsciiLetterOrDigit)))
            throw ApiException.Input("Invalid `tag`: it should be alphanumeric and at most 20 characters.");
    }

    static void CheckProduct(OrderRequest r, Instrument instrument)
    {
        var good = instrument.IsSpot ? r.Product is "CNC" or "MIS" : r.Product is "NRML" or "MIS";
        if (!good)
            throw ApiException.Input($"Invalid `product`; use {(instrument.IsSpot ? "CNC" : "NRML")} or MIS for this segment.");
        if (r.DisclosedQuantity != 0 && !instrument.IsSpot)
            throw ApiException.Input("Disclosed quantity is not allowed for this segment.");
        if (r.DisclosedQuantity < 0 || r.DisclosedQuantity > r.Quantity)
            throw ApiException.Input("Invalid `disclosed_quantity`.");
    }

    static void CheckQuantity(Instrument instrument, int quantity, bool autoSlice, World world)
    {
        if (quantity <= 0)
            throw ApiException.Input("Invalid `quantity`.");
        if (quantity % instrument.Lot != 0)
            throw ApiException.Input(string.Create(
                CultureInfo.InvariantCulture, $"Quantity should be in multiples of the lot size. Try in multiples of {instrument.Lot}."));
        if (quantity > LargestQuantity)
            throw ApiException.Input("Maximum allowed order quantity is 100000.");
        var freeze = world.FreezeOf(instrument);
        if (quantity > freeze && !autoSlice)
            throw ApiException.Input(string.Create(
                CultureInfo.InvariantCulture, $"Order quantity exceeds the freeze quantity of {freeze} for {instrument.Symbol}."));
    }

    static void CheckType(OrderRequest request, Instrument instrument)
    {
        if (request.OrderType == "SL-M" && instrument.IsOption)
            throw ApiException.Order("SL-M orders are blocked for options. Use SL orders.");
        if (request.OrderType is "MARKET" or "SL-M" && (request.MarketProtection == 0 || request.MarketProtection is < -1 or > 100))
            throw ApiException.Input("Market orders need `market_protection`: -1, or a percentage above 0 up to 100.");
        if (request.OrderType is "SL" or "SL-M" && request.Validity == "IOC")
            throw ApiException.Input("IOC is not allowed for stoploss orders.");
    }

    static void CheckPrice(Instrument instrument, decimal price, string name)
    {
        if (price <= 0)
            throw ApiException.Input($"Invalid `{name}`.");
        if (price * 100 % instrument.TickPaise != 0)
            throw ApiException.Input(string.Create(
                CultureInfo.InvariantCulture,
                $"Tick size for this instrument is {instrument.TickPaise / 100m:0.00}. Enter the {name} in multiples of the tick size."));
        var (lower, upper) = CircuitLimits.Of(instrument);
        if (price * 100 < lower || price * 100 > upper)
            throw ApiException.Input(string.Create(
                CultureInfo.InvariantCulture,
                $"Price exceeds circuit limits for the instrument: use a {name} between {lower / 100m:0.00} and {upper / 100m:0.00}."));
    }

    static void CheckTrigger(Instrument instrument, bool buy, decimal? price, decimal trigger)
    {
        CheckPrice(instrument, trigger, "trigger_price");
        var last = instrument.Last / 100m;
        if (buy ? trigger <= last : trigger >= last)
            throw ApiException.Input($"Trigger price for stoploss {(buy ? "buy" : "sell")} orders should be {(buy ? "higher" : "lower")} than the last traded price.");
        if (price is { } limit && (buy ? limit < trigger : limit > trigger))
            throw ApiException.Input($"The limit price of a stoploss {(buy ? "buy" : "sell")} order cannot be {(buy ? "below" : "above")} its trigger price.");
    }
}
