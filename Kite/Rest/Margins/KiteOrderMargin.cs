namespace Kite.Rest;

/// <summary>The margin that an order, or a basket, needs; rupees. Compact answers hold the names and the total alone.</summary>
public sealed record KiteOrderMargin
{
    /// <summary><c>equity</c> or <c>commodity</c>: the funds that it comes from.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    public string Tradingsymbol { get; init => field = value ?? ""; } = "";

    public string Exchange { get; init => field = value ?? ""; } = "";

    public decimal Span { get; init; }

    public decimal Exposure { get; init; }

    /// <summary>Negative in a basket that sells more premium than it buys.</summary>
    public decimal OptionPremium { get; init; }

    public decimal Additional { get; init; }

    public decimal Bo { get; init; }

    public decimal Cash { get; init; }

    /// <summary>Value at risk, of shares.</summary>
    public decimal Var { get; init; }

    public MarginPnl Pnl { get; init => field = value ?? new(); } = new();

    public decimal Leverage { get; init; }

    public KiteCharges Charges { get; init => field = value ?? new(); } = new();

    public decimal Total { get; init; }
}

public sealed record MarginPnl
{
    public decimal Realised { get; init; }

    public decimal Unrealised { get; init; }
}

/// <summary>What a trade costs beside its price; rupees.</summary>
public sealed record KiteCharges
{
    public decimal TransactionTax { get; init; }

    /// <summary><c>stt</c> for securities, <c>ctt</c> for commodities.</summary>
    public string? TransactionTaxType { get; init; }

    public decimal ExchangeTurnoverCharge { get; init; }

    public decimal SebiTurnoverCharge { get; init; }

    public decimal Brokerage { get; init; }

    public decimal StampDuty { get; init; }

    public ChargesGst Gst { get; init => field = value ?? new(); } = new();

    public decimal Total { get; init; }
}

/// <summary>Goods and services tax; rupees.</summary>
public sealed record ChargesGst
{
    public decimal Igst { get; init; }

    public decimal Cgst { get; init; }

    public decimal Sgst { get; init; }

    public decimal Total { get; init; }
}

/// <summary>The margin of several orders together.</summary>
public sealed record KiteBasketMargin
{
    /// <summary>To place them.</summary>
    public KiteOrderMargin Initial { get; init => field = value ?? new(); } = new();

    /// <summary>To hold them: with the benefit of spreads.</summary>
    public KiteOrderMargin Final { get; init => field = value ?? new(); } = new();

    public IReadOnlyList<KiteOrderMargin> Orders { get; init => field = value ?? []; } = [];
}

/// <summary>What one executed order cost; rupees.</summary>
public sealed record KiteOrderCharges
{
    public string Exchange { get; init => field = value ?? ""; } = "";

    public string Tradingsymbol { get; init => field = value ?? ""; } = "";

    public string TransactionType { get; init => field = value ?? ""; } = "";

    public string Variety { get; init => field = value ?? ""; } = "";

    public string Product { get; init => field = value ?? ""; } = "";

    public string OrderType { get; init => field = value ?? ""; } = "";

    public int Quantity { get; init; }

    /// <summary>The average price that was asked about.</summary>
    public decimal Price { get; init; }

    public KiteCharges Charges { get; init => field = value ?? new(); } = new();
}
