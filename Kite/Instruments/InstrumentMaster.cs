using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Kite.Instruments;

/// <summary>
/// One day's instruments. Immutable and safe for all threads. Where an underlying's name is used on several exchanges and none is given,
/// the first of NFO, BFO, CDS, MCX and the rest that has it is meant.
/// </summary>
public sealed partial class InstrumentMaster
{
    static readonly string[] ExchangeOrder = ["NFO", "BFO", "CDS", "MCX", "BCD"];

    readonly Instrument[] _all;
    readonly InstrumentIndex _index;
    readonly Dictionary<(string Exchange, string Underlying), InstrumentFamily> _families;
    readonly Dictionary<string, string> _exchanges;
    readonly Dictionary<InstrumentKey, Instrument> _expired = [];

    InstrumentMaster(Instrument[] rows, int badRows)
    {
        _index = new InstrumentIndex(rows, out var count);
        BadRows = badRows + rows.Length - count;
        _all = count == rows.Length ? rows : rows[..count];
        _families = Families(_all);
        _exchanges = _families.Keys
            .GroupBy(k => k.Underlying)
            .ToDictionary(g => g.Key, g => g.Select(k => k.Exchange).OrderBy(Rank).ThenBy(e => e, StringComparer.Ordinal).First());
        Underlyings = [.. _exchanges.Keys.Order(StringComparer.Ordinal)];
    }

    InstrumentMaster(InstrumentMaster today, IEnumerable<Instrument> expired)
    {
        (_all, _index, _families, _exchanges) = (today._all, today._index, today._families, today._exchanges);
        (BadRows, Underlyings) = (today.BadRows, today.Underlyings);
        foreach (var row in expired)
            _expired[row.Key] = row;
    }

    public int Count => _all.Length;

    /// <summary>Rows of the download that made no sense or contradicted another.</summary>
    public int BadRows { get; }

    /// <summary>In the order of the download.</summary>
    public IReadOnlyList<Instrument> All => _all;

    /// <summary>Names that have futures or options, sorted.</summary>
    public IReadOnlyList<string> Underlyings { get; }

    /// <summary>Contracts of earlier lists; they are in nothing else of this master.</summary>
    public IReadOnlyCollection<Instrument> Expired => _expired.Values;

    /// <summary>A master of rows made elsewhere, for simulators and tests.</summary>
    public static InstrumentMaster Create(IReadOnlyCollection<Instrument> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new InstrumentMaster([.. rows], 0);
    }

    /// <summary>
    /// This list with the contracts that have left it since <paramref name="earlier"/>, which the broker can no longer name: positions, orders
    /// and records still do. Both lists stay as they are.
    /// </summary>
    /// <param name="oldest">Contracts that expired before are let go.</param>
    public InstrumentMaster Following(InstrumentMaster earlier, DateOnly oldest)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new InstrumentMaster(this, earlier._expired.Values.Concat(earlier._all).Where(row =>
            row.IsDerivative && row.Expiry >= oldest && _index.Find(row.Key) is null));
    }

    public bool TryGet(InstrumentKey key, [NotNullWhen(true)] out Instrument? instrument)
    {
        instrument = _index.Find(key);
        return instrument is not null;
    }

    /// <summary>By the token of the day: tokens are used again after an expiry.</summary>
    public bool TryGetByToken(uint token, [NotNullWhen(true)] out Instrument? instrument)
    {
        instrument = _index.Find(token);
        return instrument is not null;
    }

    /// <summary>The listed instrument of a contract's terms.</summary>
    public bool TryFind(Contract contract, [NotNullWhen(true)] out Instrument? instrument)
    {
        instrument = (contract.Type == InstrumentType.Fut
                ? Futures(contract.Underlying, contract.Exchange)
                : Options(contract.Underlying, contract.Expiry, contract.Exchange))
            .FirstOrDefault(i => i.Strike == contract.Strike && i.Type == contract.Type && i.Expiry == contract.Expiry);
        return instrument is not null;
    }

    /// <summary>A contract that left the list; its token may mean another one by now.</summary>
    public bool TryGetExpired(InstrumentKey key, [NotNullWhen(true)] out Instrument? instrument) => _expired.TryGetValue(key, out instrument);

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

    InstrumentFamily? FamilyOf(string underlying, string? exchange) =>
        (exchange ?? ExchangeOf(underlying)) is { } known ? _families.GetValueOrDefault((known, underlying)) : null;

    static Dictionary<(string Exchange, string Underlying), InstrumentFamily> Families(Instrument[] all)
    {
        var members = new Dictionary<(string Exchange, string Underlying), List<Instrument>>();
        (string Exchange, string Underlying) last = default;
        List<Instrument> list = [];
        foreach (var row in all)
        {
            if (!row.IsDerivative || row.Name.Length == 0)
                continue;
            // Rows of one underlying mostly follow each other, and repeated texts are shared.
            if (!ReferenceEquals(row.Name, last.Underlying) || !ReferenceEquals(row.Exchange, last.Exchange))
            {
                last = (row.Exchange, row.Name);
                ref var of = ref CollectionsMarshal.GetValueRefOrAddDefault(members, last, out _);
                list = of ??= [];
            }

            list.Add(row);
        }

        return members.ToDictionary(m => m.Key, m => new InstrumentFamily(m.Value));
    }

    static int Rank(string exchange) => Array.IndexOf(ExchangeOrder, exchange) is >= 0 and var at ? at : ExchangeOrder.Length;
}
