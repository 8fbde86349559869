using System.Globalization;
using Grains.Interfaces.Orders;
using Kite.Instruments;

namespace Grains.Orders;

/// <summary>The rules that a request can be measured by alone, or against its instrument. Each names its field and says what to do.</summary>
static class OrderRules
{
    /// <summary>A session of the exchange has this many minutes.</summary>
    const int LongestTtl = 375;

    /// <summary>The first broken rule of the request itself.</summary>
    public static OrderProblem? Shape(OrderRequest request) => request switch
    {
        { Variety: not ("regular" or "amo" or "co" or "iceberg") } => Broken("variety", $"variety is '{request.Variety}': use regular, amo, co or iceberg."),
        { TransactionType: not ("BUY" or "SELL") } => Broken("transaction_type", $"transaction_type is '{request.TransactionType}': use BUY or SELL."),
        { OrderType: not ("LIMIT" or "MARKET" or "SL" or "SL-M") } => Broken("order_type", $"order_type is '{request.OrderType}': use LIMIT, MARKET, SL or SL-M."),
        { Product: not ("NRML" or "MIS" or "CNC" or "MTF") } => Broken("product", $"product is '{request.Product}': use NRML, MIS, CNC or MTF."),
        { Validity: not ("DAY" or "IOC" or "TTL") } => Broken("validity", $"validity is '{request.Validity}': use DAY, IOC or TTL."),
        { Quantity: <= 0 } => Broken("quantity", $"quantity is {request.Quantity}: give a positive number of units."),
        _ => Prices(request) ?? Validity(request) ?? Variety(request) ?? Sending(request),
    };

    static OrderProblem? Prices(OrderRequest request) => request switch
    {
        { OrderType: "LIMIT" or "SL", Price: null } => Broken("price", $"A {request.OrderType} order needs a price."),
        { OrderType: "LIMIT" or "SL", Price: <= 0 } => Broken("price", "The price must be above 0."),
        { OrderType: "MARKET" or "SL-M", Price: not null } => Broken("price", $"A {request.OrderType} order has no price: leave it out, or use LIMIT or SL."),
        { OrderType: "SL" or "SL-M", TriggerPrice: null } => Broken("trigger_price", $"A {request.OrderType} order needs a trigger_price."),
        { TriggerPrice: <= 0 } => Broken("trigger_price", "The trigger_price must be above 0."),
        { OrderType: "LIMIT" or "MARKET", TriggerPrice: not null, Variety: not "co" } => Broken(
            "trigger_price", $"trigger_price belongs to SL, SL-M and cover orders: leave it out of a {request.OrderType} order."),
        { OrderType: "SL", TransactionType: "BUY" } when request.Price < request.TriggerPrice => Broken(
            "price", "The price of a stoploss BUY must not be below its trigger_price: it could not be filled."),
        { OrderType: "SL", TransactionType: "SELL" } when request.Price > request.TriggerPrice => Broken(
            "price", "The price of a stoploss SELL must not be above its trigger_price: it could not be filled."),
        { OrderType: "LIMIT" or "SL", MarketProtection: not null } => Broken("market_protection", "market_protection belongs to MARKET and SL-M orders: leave it out."),
        { MarketProtection: { } protection } when protection != -1 && protection is <= 0 or > 100 => Broken(
            "market_protection", "market_protection must be -1 (the broker's own band) or a percentage above 0 and up to 100; the broker refuses 0."),
        _ => null,
    };

    static OrderProblem? Validity(OrderRequest request) => request switch
    {
        { Validity: "TTL", ValidityTtl: not (>= 1 and <= LongestTtl) } => Broken("validity_ttl", $"validity TTL needs validity_ttl: 1 to {LongestTtl} minutes."),
        { Validity: not "TTL", ValidityTtl: not null } => Broken("validity_ttl", "validity_ttl belongs to validity TTL: leave it out."),
        { Validity: "IOC", OrderType: "SL" or "SL-M" } => Broken("validity", "A stoploss order waits for its trigger and cannot be IOC: use DAY."),
        { DisclosedQuantity: { } disclosed } when disclosed <= 0 || disclosed > request.Quantity => Broken(
            "disclosed_quantity", $"disclosed_quantity is {disclosed}: it must be 1 to {request.Quantity}."),
        _ => null,
    };

    static OrderProblem? Variety(OrderRequest request) => request switch
    {
        { Variety: "co", Product: not "MIS" } => Broken("product", "A cover order has the product MIS."),
        { Variety: "co", OrderType: not ("LIMIT" or "MARKET") } => Broken("order_type", "A cover order is a LIMIT or a MARKET order; its trigger_price is that of its stoploss leg."),
        { Variety: "co", TriggerPrice: null } => Broken("trigger_price", "A cover order needs the trigger_price of its stoploss leg."),
        { Variety: "iceberg", OrderType: not "LIMIT" } => Broken("order_type", "An iceberg order is a LIMIT order."),
        { Variety: "iceberg", Validity: "IOC" } => Broken("validity", "An iceberg order cannot be IOC: use DAY or TTL."),
        { Variety: "iceberg", IcebergLegs: not (>= 2 and <= 10) } => Broken("iceberg_legs", "An iceberg order has 2 to 10 iceberg_legs."),
        { Variety: "iceberg", IcebergQuantity: { } leg } when leg <= 0 || leg >= request.Quantity || (request.Quantity + leg - 1) / leg != request.IcebergLegs => Broken(
            "iceberg_quantity", $"iceberg_quantity is the units of each leg, and {request.IcebergLegs} legs of {leg} do not make {request.Quantity}."),
        { Variety: "iceberg", IcebergQuantity: null } => Broken("iceberg_quantity", "An iceberg order needs iceberg_quantity, the units of each leg."),
        { Variety: not "iceberg", IcebergLegs: not null } => Broken("iceberg_legs", "iceberg_legs belongs to the variety iceberg: leave it out."),
        { Variety: not "iceberg", IcebergQuantity: not null } => Broken("iceberg_quantity", "iceberg_quantity belongs to the variety iceberg: leave it out."),
        { Variety: not ("regular" or "amo"), Autoslice: true } => Broken("autoslice", $"autoslice is for the varieties regular and amo, not for {request.Variety}."),
        _ => null,
    };

    static OrderProblem? Sending(OrderRequest request) => request switch
    {
        { OrderType: not "LIMIT", ResendIfAbsent: true } => Broken(
            "resend_if_absent", "resend_if_absent is for LIMIT orders only: their price bounds what a second sending could do."),
        { DeadlineMs: not null and not (>= 1 and <= 86_400_000) } => Broken("deadline_ms", "deadline_ms must be 1 to 86400000."),
        { Pool: not null, Account: not "auto" } => Broken("pool", "pool belongs to account auto: leave one of the two out."),
        _ => null,
    };

    /// <summary>The first rule of the instrument that the request breaks.</summary>
    public static OrderProblem? Instrument(OrderRequest request, Instrument instrument, DateOnly today, FreezeQuantities freeze)
    {
        var name = instrument.Key.ToString();
        if (instrument.IsIndex)
            return Problem("not_tradable", "tradingsymbol", $"{name} is an index and cannot be traded: use its futures or options.");
        if (instrument.Expiry < today)
            return Problem("expired", "tradingsymbol", $"{name} expired on {instrument.Expiry:yyyy-MM-dd}: choose a later expiry.");
        if (instrument.IsDerivative && request.Product is "CNC" or "MTF")
            return Broken("product", $"{request.Product} is for shares, and {name} is a derivative: use NRML or MIS.");
        if (!instrument.IsDerivative && request.Product == "NRML")
            return Broken("product", $"NRML is for derivatives, and {name} is a share: use CNC, MIS or MTF.");
        if (instrument.IsOption && request.OrderType == "SL-M")
            return Broken("order_type", $"The exchanges take no SL-M for options, and {name} is one: use SL with a price.");
        if (instrument.IsOption && request is { Variety: "amo", OrderType: "MARKET" })
            return Broken("order_type", $"The broker takes no MARKET order for options after hours, and {name} is one: use LIMIT.");
        if (instrument.IsDerivative && request.DisclosedQuantity is not null)
            return Broken("disclosed_quantity", $"disclosed_quantity is for shares, and {name} is a derivative: leave it out.");
        return Quantity(request, instrument, today, freeze) ?? Tick(request.Price, "price", instrument) ?? Tick(request.TriggerPrice, "trigger_price", instrument);
    }

    /// <summary>The most units of one broker order, in whole lots.</summary>
    public static int Largest(Instrument instrument, DateOnly today, FreezeQuantities freeze)
    {
        var lot = Math.Max(1, instrument.LotSize);
        return (instrument.IsDerivative ? freeze.Of(instrument.Exchange, instrument.Underlying, today) : FreezeQuantities.Largest) / lot * lot;
    }

    /// <summary>Whether the prices are within today's band.</summary>
    public static OrderProblem? Circuit(OrderRequest request, CircuitLimits limits) =>
        Circuit(request.Price, "price", limits) ?? Circuit(request.TriggerPrice, "trigger_price", limits);

    public static OrderProblem Problem(string code, string? field, string message) => new(code, field, message, []);

    static OrderProblem Broken(string field, string message) => Problem("invalid_" + field, field, message);

    static OrderProblem? Circuit(decimal? value, string field, CircuitLimits limits) =>
        value is { } price && (price < limits.Lower || price > limits.Upper)
            ? Problem(
                "circuit_limit", field,
                $"The {field} {Text(price)} is outside today's limits of {Text(limits.Lower)} to {Text(limits.Upper)}: choose one within them.")
            : null;

    static OrderProblem? Quantity(OrderRequest request, Instrument instrument, DateOnly today, FreezeQuantities freeze)
    {
        var lot = Math.Max(1, instrument.LotSize);
        var largest = Largest(instrument, today, freeze);
        // Each leg of an iceberg is an order of its own at the exchange.
        var (quantity, field) = request is { Variety: "iceberg", IcebergQuantity: { } leg } ? (leg, "iceberg_quantity") : (request.Quantity, "quantity");
        // Before the lot: its hint must not name quantities that are too large, nor overflow.
        if (quantity > largest && !request.Autoslice)
        {
            return Problem(
                "freeze_quantity", field,
                $"{field} {quantity} is above {largest}, the most that the exchange takes in one order of {instrument.Key}: "
                + "send several orders, or one with autoslice.");
        }
        if (quantity % lot == 0 && request.Quantity % lot == 0)
            return null;
        var odd = quantity % lot == 0 ? request.Quantity : quantity;
        long[] near = [odd / lot * (long)lot, ((odd / lot) + 1L) * lot];
        return Problem(
            "lot_size", odd == quantity ? field : "quantity",
            $"{(odd == quantity ? field : "quantity")} {odd} is not a multiple of the lot of {lot}: "
            + $"{string.Join(" and ", near.Where(n => n > 0 && (n <= largest || request.Autoslice)))} would be.");
    }

    static OrderProblem? Tick(decimal? price, string field, Instrument instrument)
    {
        if (price is not { } value || instrument.TickSize <= 0 || value % instrument.TickSize == 0)
            return null;
        var below = Math.Floor(value / instrument.TickSize) * instrument.TickSize;
        return Problem(
            "tick_size", field,
            $"The {field} {Text(value)} is not a multiple of the tick of {Text(instrument.TickSize)}: "
            + $"the nearest are {Text(below)} and {Text(below + instrument.TickSize)}.");
    }

    static string Text(decimal amount) => amount.ToString("0.##########", CultureInfo.InvariantCulture);
}
