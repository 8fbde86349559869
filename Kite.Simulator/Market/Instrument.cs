namespace Kite.Simulator.Market;

internal enum InstrumentKind : byte
{
    Index,
    Future,
    Call,
    Put,
    Equity,
}

/// <summary>A contract and its live state. Prices are whole paise; quantities are units, not lots.</summary>
internal sealed class Instrument
{
    public required uint Token { get; init; }
    public required string Symbol { get; init; }
    public required InstrumentKind Kind { get; init; }
    public required Underlying Underlying { get; init; }
    public DateOnly Expiry { get; init; }
    public int Strike { get; init; }
    public int Lot { get; init; }
    public int TickPaise { get; init; }

    /// <summary>Position in the market's list; the index into a socket's table of modes.</summary>
    public int Index { get; set; }

    public string Exchange => IsSpot ? Underlying.Facts.Exchange : Underlying.Facts.DerivativesExchange;

    /// <summary>An index or a share: it has no expiry.</summary>
    public bool IsSpot => Kind is InstrumentKind.Index or InstrumentKind.Equity;

    public bool IsOption => Kind is InstrumentKind.Call or InstrumentKind.Put;
    public string QuoteKey => $"{Exchange}:{Symbol}";

    // What the wire shows.
    public int Last;
    public int LastQuantity;
    public double PaidPaise;
    public uint Volume;
    public int Open;
    public int High;
    public int Low;
    public int Close;
    public long LastTradeTime;
    public uint Oi;
    public uint OiHigh;
    public uint OiLow;
    public long ExchangeTime;
    public readonly DepthLevel[] Bids = new DepthLevel[5];
    public readonly DepthLevel[] Asks = new DepthLevel[5];

    // What the quoting needs.
    public double QuotedForward = double.NaN;
    public double Delta;
    public double Tolerance;
    public double Pace;
    public double TradeShare;
    public double Noise;

    /// <summary>Grows with every new book, so that an order takes from each only once.</summary>
    public int BookVersion;

    public MinuteBars Bars { get; } = new();

    public bool TwoSided => Bids[0].Quantity > 0 && Asks[0].Quantity > 0;

    public int AveragePaise => Volume == 0 ? 0 : (int)Math.Round(PaidPaise / Volume);

    public (uint Buy, uint Sell) Totals()
    {
        // The exchange shows the whole book's total; five levels are all that this book keeps, so the rest is a fixed multiple.
        uint buy = 0, sell = 0;
        for (var i = 0; i < 5; i++)
        {
            buy += (uint)Bids[i].Quantity;
            sell += (uint)Asks[i].Quantity;
        }

        return (buy * 12, sell * 12);
    }
}

internal struct DepthLevel
{
    public int Quantity;
    public int Price;
    public ushort Orders;
}
