using Grains.Instruments;
using Grains.Sessions;
using Kite.Instruments;

namespace Grains.Subscriptions;

/// <summary>One instrument that should be streamed.</summary>
/// <param name="Reason"><c>explicit</c>, <c>demand</c> or <c>underlying</c>.</param>
/// <param name="Weight">How many packets it is expected to bring, against a far option's 1.</param>
internal sealed record Wanted(uint Token, string Instrument, string Reason, int Weight);

/// <summary>
/// What should be streamed, in order of importance: explicit ones; indices and futures, because every chain needs them; what clients look at; then the options of the
/// streamed underlyings, nearest expiry first and from the money outwards. What is expired is left out, and the next expiry takes its place.
/// </summary>
internal sealed class WantedSet(InstrumentMaster master, SubscriptionOptions options, ExpiryRules rules, DateTimeOffset? now)
{
    /// <summary>The last packets of an expiry's session come after its end.</summary>
    static readonly TimeSpan AfterSession = TimeSpan.FromMinutes(30);
    const string InstrumentPrefix = "instrument:";
    const int UnderlyingWeight = 8;
    const int MoneyWeight = 4;
    const int NearWeight = 2;
    readonly HashSet<uint> seen = [];
    readonly List<Wanted> wanted = [];

    /// <param name="chains">Keys of the chains and single instruments that clients look at, the most watched first.</param>
    /// <param name="centers">The middle of the strike ladder of each underlying, where it is known.</param>
    public IReadOnlyList<Wanted> Make(SubscriptionState state, IEnumerable<string> chains, IReadOnlyDictionary<string, decimal> centers)
    {
        foreach (var instrument in state.Instruments)
        {
            if (InstrumentKey.TryParse(instrument, out var key) && master.TryGet(key, out var found))
                Add(found, "explicit", NearWeight);
        }

        foreach (var instrument in chains.Where(c => c.StartsWith(InstrumentPrefix, StringComparison.Ordinal)))
        {
            if (InstrumentKey.TryParse(instrument[InstrumentPrefix.Length..], out var key) && master.TryGet(key, out var found))
                Add(found, "demand", NearWeight);
        }

        var underlyings = state.Underlyings ?? options.Underlyings;
        var watched = chains.Select(Parse).OfType<(string Exchange, string Underlying, DateOnly Expiry)>().ToList();
        foreach (var (names, reason) in new[] { (underlyings, "underlying"), (watched.Select(w => w.Underlying).ToList(), "demand") })
        {
            foreach (var spot in names.Select(master.Spot).OfType<Instrument>())
                Add(spot, reason, UnderlyingWeight);
            foreach (var future in names.SelectMany(u => master.Futures(u)).Where(f => !IsOver(f.Exchange, f.Expiry)))
                Add(future, reason, UnderlyingWeight);
        }

        foreach (var (exchange, underlying, expiry) in watched.Where(w => !IsOver(w.Exchange, w.Expiry)))
            AddChain(underlying, expiry, exchange, centers, 0, "demand", 0);
        foreach (var (underlying, expiry, rank) in underlyings.SelectMany(u => Expiries(u).Select((e, rank) => (u, e, rank))).OrderBy(e => e.e))
            AddChain(underlying, expiry, null, centers, options.Strikes, "underlying", rank);
        return wanted;
    }

    /// <summary>Expiries that are still traded, nearest first, as many as are wanted.</summary>
    public IEnumerable<DateOnly> Expiries(string underlying)
    {
        var live = master.Expiries(underlying).Where(e => !IsOver(master.OptionExchange(underlying)!, e));
        return options.Expiries == 0 ? live : live.Take(options.Expiries);
    }

    /// <summary>Rising strikes of one expiry.</summary>
    public List<decimal> Strikes(string underlying, DateOnly expiry) => [.. master.Options(underlying, expiry).Select(o => o.Strike).Distinct().Order()];

    void AddChain(string underlying, DateOnly expiry, string? exchange, IReadOnlyDictionary<string, decimal> centers, int width, string reason, int rank)
    {
        var contracts = master.Options(underlying, expiry, exchange).ToLookup(o => o.Strike);
        List<decimal> strikes = [.. contracts.Select(c => c.Key).Order()];
        decimal? center = centers.TryGetValue(underlying, out var known) ? known : null;
        var chosen = StrikeLadder.Around(strikes, center, width).Select(s => (Strike: s, Away: center is { } c ? Math.Abs(s - c) : 0)).OrderBy(s => s.Away).ToList();
        for (var i = 0; i < chosen.Count; i++)
        {
            var weight = i <= 10 ? MoneyWeight : i <= 40 ? NearWeight : 1;
            foreach (var contract in contracts[chosen[i].Strike])
                Add(contract, reason, rank == 0 ? weight : Math.Max(1, weight / 2));
        }
    }

    void Add(Instrument instrument, string reason, int weight)
    {
        if (seen.Add(instrument.Token))
            wanted.Add(new(instrument.Token, instrument.Key.ToString(), reason, weight));
    }

    bool IsOver(string exchange, DateOnly? expiry)
    {
        if (now is not { } time || expiry is not { } day)
            return false;
        return rules.SessionEnd(exchange, day) is { } end ? time >= end + AfterSession : day < DateOnly.FromDateTime(time.ToOffset(Kite.Ist.Offset).DateTime);
    }

    static (string, string, DateOnly)? Parse(string chain) =>
        chain.Split(':') is ["chain", var exchange, var underlying, var date] && DateOnly.TryParseExact(date, "yyyy-MM-dd", out var expiry) ? (exchange, underlying, expiry) : null;
}
