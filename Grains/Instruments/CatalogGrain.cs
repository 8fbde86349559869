using System.Collections.Immutable;
using Grains.Accounts;
using Grains.Interfaces.Instruments;
using Kite.Instruments;
using Orleans.Concurrency;

namespace Grains.Instruments;

/// <summary>Reads of this silo's instrument master; several run side by side.</summary>
[StatelessWorker, GrainType("catalog")]
internal sealed class CatalogGrain(InstrumentDirectory directory, AccountRegistry accounts) : Grain, ICatalogGrain
{
    const int Suggestions = 3;

    public Task<ImmutableArray<UnderlyingRef>> Underlyings() => Task.FromResult<ImmutableArray<UnderlyingRef>>(directory.Current is not { } master
        ? []
        : [.. master.Underlyings
            .Where(u => master.OptionExchange(u) is not null)
            .Select(u => new UnderlyingRef(u, master.OptionExchange(u)!, [.. master.Expiries(u)]))]);

    public Task<InstrumentInfo?> Find(string instrument) => Task.FromResult(
        directory.Current is { } master && InstrumentKey.TryParse(instrument, out var key) && master.TryGet(key, out var found) ? Info(found) : null);

    public Task<InstrumentPage> Search(InstrumentQuery query)
    {
        if (directory.Current is not { } master)
            return Task.FromResult(new InstrumentPage([], null));
        var matches = master.All.Where(i => Matches(i, query)).Select(i => (Id: i.Key.ToString(), Instrument: i))
            .Where(m => query.Cursor is null || string.CompareOrdinal(m.Id, query.Cursor) > 0)
            .OrderBy(m => m.Id, StringComparer.Ordinal)
            .Take(query.Limit + 1)
            .ToList();
        var page = matches.Take(query.Limit).ToList();
        return Task.FromResult(new InstrumentPage([.. page.Select(m => Info(m.Instrument))], matches.Count > page.Count ? page[^1].Id : null));
    }

    public Task<ImmutableArray<string>> NearestInstruments(string instrument) =>
        Task.FromResult<ImmutableArray<string>>(directory.Current is { } master ? [.. master.NearestNames(instrument, Suggestions)] : []);

    public Task<ImmutableArray<string>> NearestUnderlyings(string underlying) =>
        Task.FromResult<ImmutableArray<string>>(directory.Current is { } master ? [.. master.NearestNames(underlying, Suggestions)] : []);

    public Task<string> Mode() => Task.FromResult(accounts.Mode);

    public Task<int> Count() => Task.FromResult(directory.Current?.Count ?? 0);

    static bool Matches(Instrument i, InstrumentQuery query) =>
        (query.Underlying is null || i.Name.Equals(query.Underlying, StringComparison.OrdinalIgnoreCase))
        && (query.Expiry is null || i.Expiry == query.Expiry)
        && (query.InstrumentType is null || TypeName(i.Type).Equals(query.InstrumentType, StringComparison.OrdinalIgnoreCase))
        && (query.Text is null || i.Tradingsymbol.Contains(query.Text, StringComparison.OrdinalIgnoreCase) || i.Name.Contains(query.Text, StringComparison.OrdinalIgnoreCase));

    static InstrumentInfo Info(Instrument i) => new(
        i.Key.ToString(), i.Token, i.Exchange, i.Tradingsymbol, i.Name, i.Expiry,
        i.Type is InstrumentType.Ce or InstrumentType.Pe ? i.Strike : null, i.TickSize, i.LotSize, TypeName(i.Type), i.Segment);

    static string TypeName(InstrumentType type) => type switch
    {
        InstrumentType.Ce => "CE",
        InstrumentType.Pe => "PE",
        InstrumentType.Fut => "FUT",
        _ => "EQ",
    };
}
