namespace Kite.Simulator.Market;

internal sealed partial class SimulatedMarket
{
    /// <summary>Brings the list of contracts up to the present day: expired ones go, new ones come, the others stay as they are.</summary>
    void List()
    {
        ListExpiries();
        var kept = Instruments.Where(i => i.IsSpot || i.Expiry >= Today).ToDictionary(static i => i.Token);
        foreach (var underlying in Underlyings)
        {
            kept.TryAdd(underlying.Index.Token, underlying.Index);
            foreach (var contract in _listing.Contracts(underlying, Today))
                kept.TryAdd(contract.Token, contract);
        }

        Arrange(kept.Values);
    }

    void ListExpiries()
    {
        foreach (var underlying in Underlyings)
        {
            foreach (var gone in underlying.Expiries.Keys.Where(d => d < Today).ToList())
                underlying.Expiries.Remove(gone);
            var (day, chains) = (underlying.Facts.ExpiryDay, Math.Max(4, underlying.Facts.Strikes.Length));
            foreach (var expiry in Calendar.Expiries(Today, weekly: false, 4, day).Concat(Calendar.Expiries(Today, underlying.Facts.Weekly, chains, day)))
                underlying.Expiries.TryAdd(expiry.Date, new(expiry));
        }
    }

    void Arrange(IEnumerable<Instrument> instruments)
    {
        Instruments = [.. instruments
            .OrderBy(static i => i.IsSpot ? 0 : 1)
            .ThenBy(static i => i.Underlying.Number).ThenBy(static i => i.Expiry).ThenBy(static i => i.Strike).ThenBy(static i => i.Kind)];
        for (var i = 0; i < Instruments.Count; i++)
            Instruments[i].Index = i;
        _byToken = Instruments.ToDictionary(static i => i.Token);
        _byKey = Instruments.ToDictionary(static i => i.QuoteKey);
        ListingVersion++;
    }

    /// <summary>Fills in the part of the first day that lies before the simulation starts.</summary>
    void StartOfSimulation()
    {
        var part = Math.Clamp((Now - Calendar.Open(Today)).TotalSeconds / 22_500, 0.001, 1);
        foreach (var underlying in Underlyings)
        {
            var history = Histories[underlying.Number];
            var path = history.Path(Today);
            var index = underlying.Index;
            index.Close = Paise(history.PreviousClose(Today));
            index.Open = Paise(path[0]);
            index.High = Paise(path.Max());
            index.Low = Paise(path.Min());
            ShowIndex(underlying);
        }

        foreach (var instrument in Instruments.Where(static i => !i.IsSpot))
            Backfill(instrument, part);
        _dirty.Clear();
    }

    void Backfill(Instrument instrument, double part)
    {
        var history = Histories[instrument.Underlying.Number];
        var expiry = Expiry(instrument);
        var path = history.Path(Today);
        var previousYears = (Calendar.Close(instrument.Expiry) - Calendar.Close(Calendar.PreviousTradingDay(Today))).TotalSeconds / 31_536_000;
        instrument.Close = FairPaise(instrument, history.PreviousClose(Today), previousYears);
        var volume = instrument.Kind == InstrumentKind.Future
            ? 40_000 * Math.Exp(-expiry.Years * 20)
            : _quoting.DayVolume(instrument, expiry.Years * 365, Smile.Moneyness(expiry, instrument.Strike));
        var lots = (uint)(volume * part * (0.6 + (0.8 * Random.Uniform())));
        instrument.Oi = OpenInterestOf(instrument, expiry);
        var lot = (uint)instrument.Lot;
        instrument.OiHigh = instrument.Oi + (instrument.Oi / 50 / lot * lot);
        instrument.OiLow = instrument.Oi - (instrument.Oi / 25 / lot * lot);
        instrument.ExchangeTime = Now.ToUnixTimeSeconds();
        QuoteFirst(instrument, expiry);
        if (lots == 0)
        {
            instrument.Last = instrument.Oi == 0 ? 0 : instrument.Close;
            return;
        }

        ReadOnlySpan<int> seen = [FairPaise(instrument, path[0], expiry.Years), FairPaise(instrument, path.Max(), expiry.Years), FairPaise(instrument, path.Min(), expiry.Years)];
        instrument.Open = seen[0];
        instrument.Last = instrument.TwoSided ? instrument.Bids[0].Price : Math.Max(instrument.Asks[0].Price, instrument.TickPaise);
        instrument.High = Math.Max(Math.Max(seen[0], seen[1]), Math.Max(seen[2], instrument.Last));
        instrument.Low = Math.Min(Math.Min(seen[0], seen[1]), Math.Min(seen[2], instrument.Last));
        instrument.Volume = lots * (uint)instrument.Lot;
        instrument.PaidPaise = (double)instrument.Volume * ((instrument.High + instrument.Low) / 2);
        instrument.LastQuantity = instrument.Lot;
        instrument.LastTradeTime = Now.ToUnixTimeSeconds() - Random.Between(0, 60);
    }

    uint OpenInterestOf(Instrument instrument, ExpiryState expiry)
    {
        if (instrument.Kind == InstrumentKind.Future)
            return (uint)(150_000 * Math.Exp(-expiry.Years * 15)) * (uint)instrument.Lot;
        var x = Smile.Moneyness(expiry, instrument.Strike);
        var contracts = _quoting.Smile.OpenInterest(expiry.Years * 365, x, instrument.Strike % 500 == 0) * instrument.Underlying.Facts.OiScale;
        return (uint)(contracts * (0.7 + (0.6 * Random.Uniform()))) * (uint)instrument.Lot;
    }

    void QuoteFirst(Instrument instrument, ExpiryState expiry)
    {
        if (instrument.Kind == InstrumentKind.Future)
            _quoting.Future(instrument, expiry, Now, MinuteOf(Now), 0, due: false);
        else
            _quoting.Option(instrument, expiry, Now, MinuteOf(Now), due: false);
    }

    /// <summary>Fair value in paise, on the tick, at another level and time with today's smile; at least one tick.</summary>
    public int FairPaise(Instrument instrument, double spot, double years)
    {
        years = Math.Max(years, 1e-7);
        var forward = ForwardAt(spot, years);
        var price = forward;
        if (instrument.IsSpot)
            return Paise(spot);
        if (instrument.IsOption)
        {
            var expiry = new ExpiryState(default) { Years = years, Forward = forward, AtmIv = Smile.Atm(instrument.Underlying, years * 365) };
            var volatility = _quoting.Smile.Volatility(instrument.Underlying, expiry, instrument.Strike);
            price = OptionMath.Price(instrument.Kind == InstrumentKind.Call, forward, instrument.Strike, years, RiskFreeRate, volatility);
        }

        return Math.Max(1, (int)Math.Round(price * 100 / instrument.TickPaise)) * instrument.TickPaise;
    }

    /// <summary>The session has closed: straight to the next opening.</summary>
    void NextDay()
    {
        _dirty.Clear();
        Now = Calendar.Open(Calendar.NextTradingDay(Today));
        var gap = 0.003 * Random.Normal();
        foreach (var underlying in Underlyings)
            underlying.Spot *= Math.Exp(gap + (0.001 * Random.Normal()));
        foreach (var instrument in Instruments)
            EndOfDay(instrument);
        var known = Instruments.Select(static i => i.Token).ToHashSet();
        List();
        Reprice();
        foreach (var underlying in Underlyings)
            ShowIndex(underlying);
        foreach (var instrument in Instruments.Where(static i => !i.IsSpot))
        {
            QuoteFirst(instrument, Expiry(instrument));
            if (!known.Contains(instrument.Token))
            {
                instrument.Close = FairPaise(instrument, instrument.Underlying.Spot, Expiry(instrument).Years);
                instrument.Last = 0;
            }

            MarkDirty(instrument);
        }
    }

    /// <summary>Goes on from a stored state.</summary>
    public void Resume(DateTimeOffset now, ReadOnlySpan<ulong> randomState, IReadOnlyList<StoredInstrument> rows)
    {
        Now = now;
        Random.Restore(randomState);
        ListExpiries();
        // The stored rows are the listing: strikes that were chosen at another level stay.
        Arrange(rows
            .Select(r => Find(r.Token) ?? _listing.Of(Underlyings[r.Underlying], r.Kind, r.Expiry, r.Strike))
            .OfType<Instrument>().ToList());
        Reprice();
        foreach (var row in rows)
        {
            if (Find(row.Token) is { } instrument)
                row.CopyTo(instrument);
        }

        foreach (var instrument in Instruments.Where(static i => !i.IsSpot))
            QuoteFirst(instrument, Expiry(instrument));
        _dirty.Clear();
    }

    static void EndOfDay(Instrument instrument)
    {
        instrument.Close = instrument.Last;
        instrument.Open = instrument.High = instrument.Low = 0;
        instrument.Volume = 0;
        instrument.PaidPaise = 0;
        instrument.LastQuantity = 0;
        instrument.OiHigh = instrument.OiLow = instrument.Oi;
        instrument.Bars.NextDay();
    }

    static int Paise(double rupees) => (int)Math.Round(rupees * 20) * 5;
}
