using System.Globalization;
using Grains.Interfaces.Orders;
using Kite.Instruments;

namespace Grains.Orders;

/// <summary>The rules that a request can be measured by alone, or against its instrument. Each names its field and says what to do.</summary>
static class OrderRules
{
    /// <summary>The first broken rule of the request itself.</summary>
    public static OrderProblem? Shape(OrderRequest request) => request switch
    {
        { TransactionType: not ("BUY" or "SELL") } => Broken("transaction_type", $"transaction_type is '{request.TransactionType}': use BUY or SELL."),
        { OrderType: not ("LIMIT" or "MARKET") } => Broken("order_type", $"order_type is '{request.OrderType}': use LIMIT or MARKET."),
        { Product: not ("NRML" or "MIS" or "CNC") } => Broken("product", $"product is '{request.Product}': use NRML, MIS or CNC."),
        { Validity: not ("DAY" or "IOC") } => Broken("validity", $"validity is '{request.Validity}': use DAY or IOC."),
        { Quantity: <= 0 } => Broken("quantity", $"quantity is {request.Quantity}: give a positive number of units."),
        { OrderType: "LIMIT", Price: null } => Broken("price", "A LIMIT order needs a price."),
        { OrderType: "LIMIT", Price: <= 0 } => Broken("price", "The price must be above 0."),
        { OrderType: "MARKET", Price: not null } => Broken("price", "A MARKET order has no price: leave it out, or use LIMIT."),
        { OrderType: "LIMIT", MarketProtection: not null } => Broken("market_protection", "market_protection belongs to MARKET orders: leave it out."),
        { MarketProtection: { } protection } when protection != -1 && protection is <= 0 or > 100 => Broken(
            "market_protection", "market_protection must be -1 (the broker's own band) or a percentage above 0 and up to 100; the broker refuses 0."),
        { OrderType: "MARKET", ResendIfAbsent: true } => Broken(
            "resend_if_absent", "resend_if_absent is for LIMIT orders only: their price bounds what a second sending could do."),
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
        if (instrument.IsDerivative && request.Product == "CNC")
            return Broken("product", $"CNC is for shares, and {name} is a derivative: use NRML or MIS.");
        if (!instrument.IsDerivative && request.Product == "NRML")
            return Broken("product", $"NRML is for derivatives, and {name} is a share: use CNC or MIS.");
        return Quantity(request.Quantity, instrument, today, freeze) ?? Tick(request.Price, instrument);
    }

    /// <summary>Whether the price is within today's band.</summary>
    public static OrderProblem? Circuit(OrderRequest request, CircuitLimits limits) =>
        request.Price is { } price && (price < limits.Lower || price > limits.Upper)
            ? Problem(
                "circuit_limit", "price",
                $"The price {Text(price)} is outside today's limits of {Text(limits.Lower)} to {Text(limits.Upper)}: choose one within them.")
            : null;

    public static OrderProblem Problem(string code, string? field, string message) => new(code, field, message, []);

    static OrderProblem Broken(string field, string message) => Problem("invalid_" + field, field, message);

    static OrderProblem? Quantity(int quantity, Instrument instrument, DateOnly today, FreezeQuantities freeze)
    {
        var lot = Math.Max(1, instrument.LotSize);
        var limit = instrument.IsDerivative ? freeze.Of(instrument.Exchange, instrument.Underlying, today) : FreezeQuantities.Largest;
        var largest = limit / lot * lot;
        // Before the lot: its hint must not name quantities that are too large, nor overflow.
        if (quantity > largest)
        {
            return Problem(
                "freeze_quantity", "quantity",
                $"quantity {quantity} is above {largest}, the most that the exchange takes in one order of {instrument.Key}: send several orders.");
        }
        if (quantity % lot == 0)
            return null;
        int[] near = [quantity / lot * lot, ((quantity / lot) + 1) * lot];
        return Problem(
            "lot_size", "quantity",
            $"quantity {quantity} is not a multiple of the lot of {lot}: {string.Join(" and ", near.Where(n => n > 0 && n <= largest))} would be.");
    }

    static OrderProblem? Tick(decimal? price, Instrument instrument)
    {
        if (price is not { } value || instrument.TickSize <= 0 || value % instrument.TickSize == 0)
            return null;
        var below = Math.Floor(value / instrument.TickSize) * instrument.TickSize;
        return Problem(
            "tick_size", "price",
            $"The price {Text(value)} is not a multiple of the tick of {Text(instrument.TickSize)}: "
            + $"the nearest are {Text(below)} and {Text(below + instrument.TickSize)}.");
    }

    static string Text(decimal amount) => amount.ToString("0.##########", CultureInfo.InvariantCulture);
}
