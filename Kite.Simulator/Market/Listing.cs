namespace Kite.Simulator.Market;

/// <summary>
/// Which contracts are listed on a day. A token is a function of the contract alone, so that a restart or another day's listing gives the
/// same contract the same token: exchange token × 256 + 2, or + 5 on BFO.
/// </summary>
internal sealed class Listing(MarketFacts facts, TradingCalendar calendar)
{
    const int FuturesListed = 3;
    static readonly DateOnly s_epoch = new(2025, 1, 1);

    public static Instrument Index(Underlying underlying) => new()
    {
        Token = underlying.Facts.IndexToken,
        Symbol = underlying.Facts.IndexSymbol,
        Kind = underlying.Facts.IsShare ? InstrumentKind.Equity : InstrumentKind.Index,
        Underlying = underlying,
        Lot = 1,
        TickPaise = underlying.Facts.TickPaise,
    };

    /// <summary>The contracts of one underlying on a day; strikes that are listed already stay, whatever the level is now.</summary>
    public IEnumerable<Instrument> Contracts(Underlying underlying, DateOnly day)
    {
        var terms = underlying.Facts;
        if (terms.Strikes.Length == 0)
            yield break;
        foreach (var expiry in calendar.Expiries(day, weekly: false, FuturesListed, terms.ExpiryDay))
            yield return Future(underlying, expiry);
        var expiries = calendar.Expiries(day, terms.Weekly, terms.Strikes.Length, terms.ExpiryDay);
        for (var i = 0; i < expiries.Count; i++)
        {
            var middle = (int)Math.Round(underlying.Spot / terms.StrikeStep) * terms.StrikeStep;
            for (var n = -(terms.Strikes[i] - 1) / 2; n <= terms.Strikes[i] / 2; n++)
            {
                yield return Option(underlying, expiries[i], middle + (n * terms.StrikeStep), call: true);
                yield return Option(underlying, expiries[i], middle + (n * terms.StrikeStep), call: false);
            }
        }
    }

    /// <summary>One contract by its terms; null when that expiry is not in the calendar.</summary>
    public Instrument? Of(Underlying underlying, InstrumentKind kind, DateOnly date, int strike)
    {
        var expiry = calendar.Expiries(date, underlying.Facts.Weekly && kind != InstrumentKind.Future, 1, underlying.Facts.ExpiryDay)[0];
        if (expiry.Date != date)
            return null;
        return kind == InstrumentKind.Future ? Future(underlying, expiry) : Option(underlying, expiry, strike, kind == InstrumentKind.Call);
    }

    Instrument Future(Underlying underlying, Expiry expiry) => new()
    {
        Token = Derivative(underlying, 10_000 + ((((expiry.Date.Year - 2025) * 12) + expiry.Date.Month) * 8) + underlying.Number),
        Symbol = SymbolNames.Future(underlying.Facts.Name, expiry.Date),
        Kind = InstrumentKind.Future,
        Underlying = underlying,
        Expiry = expiry.Date,
        Lot = underlying.Facts.LotOf(expiry.Date),
        TickPaise = facts.Exchange.FutureTickPaise,
    };

    Instrument Option(Underlying underlying, Expiry expiry, int strike, bool call)
    {
        // 256 consecutive strikes of one expiry have different slots; no chain is that wide.
        var week = (expiry.Date.DayNumber - s_epoch.DayNumber) / 7;
        var slot = (((strike / underlying.Facts.StrikeStep) & 255) << 1) | (call ? 0 : 1);
        return new()
        {
            Token = Derivative(underlying, underlying.Number < 2
                ? 20_000 + (week << 10) + (underlying.Number << 9) + slot
                : 2_000_000 + (underlying.Number << 18) + (week << 10) + slot),
            Symbol = SymbolNames.Option(underlying.Facts.Name, expiry, strike, call),
            Kind = call ? InstrumentKind.Call : InstrumentKind.Put,
            Underlying = underlying,
            Expiry = expiry.Date,
            Strike = strike,
            Lot = underlying.Facts.LotOf(expiry.Date),
                TickPaise = facts.Exchange.OptionTickPaise,
        };
    }

    static uint Derivative(Underlying underlying, int exchangeToken) =>
        ((uint)exchangeToken << 8) | (underlying.Facts.DerivativesExchange == "BFO" ? 5u : 2u);
}
