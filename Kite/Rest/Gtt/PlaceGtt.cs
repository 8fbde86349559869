namespace Kite.Rest;

/// <summary>
/// A trigger to place, or what replaces one in full. One trigger and one order, or two of each: the lower trigger (stop) goes with the first
/// order, the upper one (target) with the second, and what fires first cancels the other.
/// </summary>
public sealed record PlaceGtt
{
    public required string Exchange { get; init; }

    /// <summary>Exactly as in the instrument list.</summary>
    public required string Tradingsymbol { get; init; }

    /// <summary>Rupees; one, or two ascending.</summary>
    public required IReadOnlyList<decimal> TriggerValues { get; init; }

    /// <summary>The price now, rupees: the broker tells from it which side a trigger is on.</summary>
    public required decimal LastPrice { get; init; }

    /// <summary>As many as triggers.</summary>
    public required IReadOnlyList<PlaceGttOrder> Orders { get; init; }

    /// <summary>What is wrong with it; null when the broker may be asked.</summary>
    internal string? Fault() => TriggerValues.Count is not (1 or 2)
        ? "A trigger order has one trigger, or two: stop and target."
        : Orders.Count != TriggerValues.Count
            ? "A trigger order has as many orders as triggers."
            : TriggerValues.Count == 2 && TriggerValues[0] >= TriggerValues[1] ? "The first trigger, the stop, must be below the second, the target." : null;

    internal Form Form()
    {
        var form = new Form();
        form.Add("type", TriggerValues.Count == 1 ? GttTypes.OneLeg : GttTypes.TwoLeg);
        form.Add("condition", new GttConditionBody(Exchange, Tradingsymbol, TriggerValues, LastPrice), KiteRequestJson.Default.GttConditionBody);
        var orders = Orders.Select(o => new GttOrderBody(
            Exchange, Tradingsymbol, o.TransactionType, o.Quantity, OrderTypes.Limit, o.Product, o.Price)).ToList();
        form.Add("orders", orders, KiteRequestJson.Default.ListGttOrderBody);
        return form;
    }
}

/// <summary>A LIMIT order of a trigger.</summary>
public sealed record PlaceGttOrder
{
    public required string TransactionType { get; init; }

    /// <summary>Units; a multiple of the lot size for derivatives.</summary>
    public required int Quantity { get; init; }

    /// <summary>CNC for shares, NRML for derivatives.</summary>
    public required string Product { get; init; }

    /// <summary>Rupees; a multiple of the tick size.</summary>
    public required decimal Price { get; init; }
}

sealed record GttConditionBody(string Exchange, string Tradingsymbol, IReadOnlyList<decimal> TriggerValues, decimal LastPrice);

sealed record GttOrderBody(
    string Exchange, string Tradingsymbol, string TransactionType, int Quantity, string OrderType, string Product, decimal Price);
