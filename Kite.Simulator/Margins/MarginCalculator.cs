using System.Text.Json;
using Kite.Simulator.Market;
using Kite.Simulator.Orders;
using Kite.Simulator.Rest;

namespace Kite.Simulator.Margins;

/// <summary>
/// Margins of orders that are not placed. The scale is the simulator's own: a short option and a future block 12 % of the contract's value,
/// a fifth of it as exposure; a basket's span is at most what it would lose on a large move of the index, so that hedges help.
/// </summary>
internal sealed class MarginCalculator(World world)
{
    public const decimal SpanShare = 0.096m;
    public const decimal ExposureShare = 0.024m;

    public MarginFigure Of(Leg leg)
    {
        var (i, value) = (leg.Instrument, leg.Quantity * leg.Price);
        var charges = Charges.Of(world.Facts.Charges, world.Market.Today, i, leg.Product, leg.Buy, value);
        if (i.IsOption && leg.Buy)
            return new("equity", i.Symbol, i.Exchange, 0, 0, value, 0, charges);
        if (i.IsSpot)
            return new("equity", i.Symbol, i.Exchange, 0, 0, 0, leg.Product == "MIS" ? value / 5 : leg.Buy ? value : 0, charges);
        var contract = leg.Quantity * Portfolio.ContractValue(i);
        return new("equity", i.Symbol, i.Exchange, contract * SpanShare, contract * ExposureShare, 0, 0, charges);
    }

    /// <summary>The orders one by one, and all of them together with their hedges.</summary>
    public (MarginFigure Initial, MarginFigure Final, MarginFigure[] Orders) Basket(IReadOnlyList<Leg> legs, IEnumerable<Position> held)
    {
        MarginFigure[] orders = [.. legs.Select(Of)];
        var initial = Sum(orders, orders.Sum(static o => o.Premium), orders.Sum(static o => o.Span));
        var premium = legs.Where(static l => l.Instrument.IsOption).Sum(static l => (l.Buy ? l.Quantity : -l.Quantity) * l.Price);
        var positions = legs.Select(static l => (l.Instrument, Quantity: l.Buy ? l.Quantity : -l.Quantity))
            .Concat(held.Select(p => (Instrument: world.Market.Find(p.Token)!, p.Quantity)).Where(static p => p.Instrument is not null));
        var worst = positions.Where(static p => !p.Instrument.IsSpot).GroupBy(static p => p.Instrument.Underlying)
            .Sum(group => WorstLoss(group.Key, [.. group]));
        return (initial, Sum(orders, premium, Math.Min(initial.Span, worst)), orders);
    }

    public Leg Read(JsonElement order, string priceField)
    {
        var instrument = world.Market.Find($"{JsonBody.Text(order, "exchange")}:{JsonBody.Text(order, "tradingsymbol")}");
        if (instrument is null || instrument.Kind == InstrumentKind.Index)
            throw ApiException.Input("The instrument has either expired or does not exist.");
        var side = JsonBody.Text(order, "transaction_type");
        if (side is not ("BUY" or "SELL"))
            throw ApiException.Input("Invalid `transaction_type`.");
        var quantity = JsonBody.Number(order, "quantity");
        if (quantity <= 0 || quantity != decimal.Truncate(quantity))
            throw ApiException.Input("Invalid `quantity`.");
        var price = JsonBody.NumberOrZero(order, priceField);
        return new(
            instrument, side == "BUY", JsonBody.Text(order, "product"), JsonBody.Text(order, "variety"), JsonBody.Text(order, "order_type"),
            (int)quantity, price > 0 ? price : instrument.Last / 100m);
    }

    static MarginFigure Sum(MarginFigure[] orders, decimal premium, decimal span) =>
        new("", "", "", span, orders.Sum(static o => o.Exposure), premium, orders.Sum(static o => o.Var), default);

    /// <summary>The largest loss over nine moves of the index between −9.6 and +9.6 %, valued at today's smile.</summary>
    decimal WorstLoss(Underlying underlying, (Instrument Instrument, int Quantity)[] positions)
    {
        decimal worst = 0;
        for (var step = -4; step <= 4; step++)
        {
            var level = underlying.Spot * (1 + (step / 4.0 * (double)SpanShare));
            var change = positions.Sum(p => p.Quantity * (Fair(p.Instrument, level) - Fair(p.Instrument, underlying.Spot)));
            worst = Math.Max(worst, -change);
        }

        return worst;
    }

    decimal Fair(Instrument instrument, double spot) =>
        world.Market.FairPaise(instrument, spot, (world.Market.Calendar.Close(instrument.Expiry) - world.Market.Now).TotalSeconds / 31_536_000) / 100m;
}

/// <summary>An order as the calculators see it; price in rupees.</summary>
internal sealed record Leg(Instrument Instrument, bool Buy, string Product, string Variety, string OrderType, int Quantity, decimal Price);
