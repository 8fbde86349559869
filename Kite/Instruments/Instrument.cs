namespace Kite.Instruments;

/// <summary>A row of the day's instrument list.</summary>
/// <param name="Token">Id on the ticker and in history, today.</param>
/// <param name="ExchangeToken">The exchange's own id.</param>
/// <param name="Name">The company; for derivatives the underlying.</param>
/// <param name="Expiry">Null for shares and indices.</param>
/// <param name="Strike">Rupees; 0 for all but options.</param>
/// <param name="TickSize">Rupees; 0 for indices.</param>
/// <param name="LotSize">Units, of this contract: contracts of one underlying may differ; 0 or 1 for indices.</param>
/// <param name="Segment"><c>NFO-OPT</c>, <c>NSE</c>, <c>INDICES</c> and so on.</param>
public sealed record Instrument(
    uint Token,
    uint ExchangeToken,
    string Exchange,
    string Tradingsymbol,
    string Name,
    DateOnly? Expiry,
    decimal Strike,
    decimal TickSize,
    int LotSize,
    InstrumentType Type,
    string Segment)
{
    public InstrumentKey Key => new(Exchange, Tradingsymbol);

    /// <summary>The terms of a derivative; null for shares and indices.</summary>
    public Contract? Contract => IsDerivative && Expiry is { } expiry ? new Contract(Exchange, Name, expiry, Strike, Type) : null;

    public bool IsOption => Type is InstrumentType.Ce or InstrumentType.Pe;

    public bool IsDerivative => Type != InstrumentType.Eq;

    public bool IsIndex => Segment == "INDICES";

    /// <summary>The name that derivatives on this instrument carry, or that this derivative carries: NIFTY for the row NIFTY 50.</summary>
    public string Underlying => IsDerivative ? Name : IsIndex ? IndexSymbols.UnderlyingOf(Tradingsymbol) : Tradingsymbol;
}
