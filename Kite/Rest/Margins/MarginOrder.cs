namespace Kite.Rest;

/// <summary>An order whose margin is asked for; nothing is placed. Prices in rupees, quantity in units.</summary>
public sealed record MarginOrder
{
    public required string Exchange { get; init; }

    public required string Tradingsymbol { get; init; }

    public required string TransactionType { get; init; }

    public string Variety { get; init; } = Varieties.Regular;

    public required string Product { get; init; }

    public required string OrderType { get; init; }

    public required int Quantity { get; init; }

    /// <summary>0 for MARKET.</summary>
    public decimal Price { get; init; }

    /// <summary>For SL, SL-M and cover orders.</summary>
    public decimal TriggerPrice { get; init; }
}

/// <summary>An executed order whose charges are asked for.</summary>
public sealed record ChargesOrder
{
    /// <summary>Any text; the answers are in the order of the questions.</summary>
    public required string OrderId { get; init; }

    public required string Exchange { get; init; }

    public required string Tradingsymbol { get; init; }

    public required string TransactionType { get; init; }

    public string Variety { get; init; } = Varieties.Regular;

    public required string Product { get; init; }

    public required string OrderType { get; init; }

    public required int Quantity { get; init; }

    /// <summary>Rupees; not 0.</summary>
    public required decimal AveragePrice { get; init; }
}
