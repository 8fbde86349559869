using System.Diagnostics.CodeAnalysis;

namespace Kite.Instruments;

/// <summary>
/// One day's instruments. Immutable and safe for all threads. Where an underlying's name is used on several exchanges and none is given,
/// the first of NFO, BFO, CDS, MCX and the rest that has it is meant.
/// </summary>
public sealed partial class InstrumentMaster
{
    static readonly string[] ExchangeOrder = ["NFO", "BFO", "CDS", "MCX", "BCD"];

    readonly Instrument[] _all;
    readonly Dictionary<InstrumentKey, int> _byKey;
    readonly Dictionary<uint, int> _byToken;
    readonly Dictionary<(string Exchange, string Underlying), Family> _families;
    readonly Dictionary<string, string> _exchanges;

    InstrumentMaster(IReadOnlyCollection<Instrument> rows, int badRows)
    {
        var all = new List<Instrument>(rows.Count);
        _byKey = new Dictionary<InstrumentKey, int>(rows.Count);
        _byToken = new Dictionary<uint, int>(rows.Count);
        foreach (var row in rows)
        {
            // A second row of one name or token contradicts the first: neither is better, so the first stays.
            if (_byToken.ContainsKey(row.Token) || !_byKey.TryAdd(row.Key, all.Count))
            {
                badRows++;
                continue;
            }

            _byToken.Add(row.Token, all.Count);
            all.Add(row);
        }

        _all = [.. all];
        BadRows = badRows;
        _families = _all.Where(i => i.IsDerivative && i.Name.Length > 0)
            .GroupBy(i => (i.Exchange, i.Name))
            .ToDictionary(g => g.Key, g => new Family(g));
        _exchanges = _families.Keys
            .GroupBy(k => k.Underlying)
            .ToDictionary(g => g.Key, g => g.Select(k => k.Exchange).OrderBy(Rank).ThenBy(e => e, StringComparer.Ordinal).First());
        Underlyings = [.. _exchanges.Keys.Order(StringComparer.Ordinal)];
    }

    public int Count => _all.Length;

    /// <summary>Rows of the download that made no sense or contradicted another.</summary>
    public int BadRows { get; }

    /// <summary>In the order of the download.</summary>
    public IReadOnlyList<Instrument> All => _all;

    /// <summary>Names that have futures or options, sorted.</summary>
    public IReadOnlyList<string> Underlyings { get; }

    /// <summary>A master of rows made elsewhere, for simulators and tests.</summary>
    public static InstrumentMaster Create(IReadOnlyCollection<Instrument> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new InstrumentMaster(rows, 0);
    }

    public bool TryGet(InstrumentKey key, [NotNullWhen(true)] out Instrument? instrument)
    {
        instrument = key.Exchange is not null && key.Tradingsymbol is not null && _byKey.TryGetValue(key, out var index) ? _all[index] : null;
        return instrument is not null;
    }

    public bool TryGetByToken(uint token, [NotNullWhen(true)] out Instrument? instrument)
    {
        instrument = _byToken.TryGetValue(token, out var index) ? _all[index] : null;
        return instrument is not null;
    }

    /// <summary>The index or share that an underlying's derivatives are on; false for commodities, currencies and the unknown.</summary>
    public bool TryGetSpot(string underlying, [NotNullWhen(true)] out Instrument? instrument)
    {
        ArgumentNullException.ThrowIfNull(underlying);
        if (IndexSymbols.SpotOf(underlying) is { } index)
            return TryGet(index, out instrument);
        return TryGet(new InstrumentKey("NSE", underlying), out instrument) || TryGet(new InstrumentKey("BSE", underlying), out instrument);
    }

    /// <summary>The options of one expiry by strike, call before put.</summary>
    public IReadOnlyList<Instrument> Options(string underlying, DateOnly expiry, string? exchange = null) =>
        FamilyOf(underlying, exchange)?.Options(expiry) ?? [];

    /// <summary>Futures, nearest expiry first.</summary>
    public IReadOnlyList<Instrument> Futures(string underlying, string? exchange = null) => FamilyOf(underlying, exchange)?.Futures ?? [];

    /// <summary>Expiries that have options, nearest first.</summary>
    public IReadOnlyList<DateOnly> Expiries(string underlying, string? exchange = null) => FamilyOf(underlying, exchange)?.Expiries ?? [];

    /// <summary>The exchange that is meant when none is given; null for an unknown underlying.</summary>
    public string? ExchangeOf(string underlying) => _exchanges.GetValueOrDefault(underlying);

    /// <summary>Instruments whose symbol or name holds every word of <paramref name="text"/>, in any case; the closest first.</summary>
    public IReadOnlyList<Instrument> Search(string text, int limit) => InstrumentSearch.Find(_all, text, limit);

    /// <summary>
    /// Names that were perhaps meant, closest first: keys of the same exchange for <c>NFO:NIFTY25NOV2500CE</c>, underlyings for <c>NIFY</c>.
    /// </summary>
    public IReadOnlyList<string> NearestNames(string text, int n)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return InstrumentSearch.Nearest(Underlyings, text, n);
        var exchange = text[..colon].ToUpperInvariant();
        var symbols = _all.Where(i => i.Exchange == exchange).Select(i => i.Tradingsymbol);
        return [.. InstrumentSearch.Nearest(symbols, text[(colon + 1)..], n).Select(symbol => $"{exchange}:{symbol}")];
    }

    Family? FamilyOf(string underlying, string? exchange) =>
        (exchange ?? ExchangeOf(underlying)) is { } known ? _families.GetValueOrDefault((known, underlying)) : null;

    static int Rank(string exchange) => Array.IndexOf(ExchangeOrder, exchange) is >= 0 and var at ? at : ExchangeOrder.Length;

    sealed class Family
    {
        readonly Dictionary<DateOnly, Instrument[]> _options;

        public Family(IEnumerable<Instrument> derivatives)
        {
            var byKind = derivatives.ToLookup(i => i.IsOption);
            Futures = [.. byKind[false].OrderBy(i => i.Expiry)];
            _options = byKind[true].GroupBy(i => i.Expiry!.Value)
                .ToDictionary(g => g.Key, g => g.OrderBy(i => i.Strike).ThenBy(i => i.Type).ToArray());
            Expiries = [.. _options.Keys.Order()];
        }

        public IReadOnlyList<Instrument> Futures { get; }

        public IReadOnlyList<DateOnly> Expiries { get; }

        public Instrument[]? Options(DateOnly expiry) => _options.GetValueOrDefault(expiry);
    }
}
