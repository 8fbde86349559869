using System.Collections.Immutable;
using Grains.Instruments;
using Grains.Interfaces.Chains;
using Grains.Sessions;
using Kite.Instruments;
using Pricing;
using Pricing.Chains;
using Pricing.Conventions;

namespace Grains.Chains;

/// <summary>
/// The state of one expiry, without any of the grain around it: merges instrument updates, chooses the forward, values every row at one time, and says what changed.
/// </summary>
internal sealed class ChainBook
{
    readonly PricingOptions options;
    readonly ExpiryRules rules;
    ChainStrike[] strikes;
    readonly Dictionary<string, ChainSide> sides = new(StringComparer.Ordinal);
    readonly ForwardSelector forwards;
    readonly OptionContract life;
    ParityQuote[] parity;
    readonly List<ChainRow> changed = [];
    ValuationTerms? terms;

    public ChainBook(string exchange, string underlying, DateOnly expiry, IEnumerable<Instrument> contracts, ExpiryRules rules, PricingOptions options, string mode, long epoch)
    {
        (this.options, this.rules) = (options, rules);
        forwards = new(exchange, expiry, rules, options);
        strikes = [.. contracts.GroupBy(c => c.Strike).OrderBy(g => g.Key).Select(g => new ChainStrike(g.Key, g, rules))];
        foreach (var side in strikes.SelectMany(s => s.Sides))
            sides.Add(side.Instrument, side);
        parity = new ParityQuote[strikes.Length];
        var (instant, sessionEnd) = rules.For(exchange, expiry);
        life = new(OptionRight.Call, 0, 0, instant.ToUnixTimeSeconds(), sessionEnd.ToUnixTimeSeconds());
        Forward = ForwardPoint.None with { Epoch = epoch, Rate = options.Rate };
        Header = new() { Underlying = underlying, Exchange = exchange, Expiry = expiry, Epoch = epoch, Version = 0, Rate = options.Rate, Mode = mode };
    }

    public ChainHeader Header { get; private set; }

    public ForwardPoint Forward { get; private set; }

    public ChainSnapshot Snapshot() => new(Header, [.. strikes.Select(s => s.Row())]);

    /// <summary>The chain as last published, with another convention's figures beside ours.</summary>
    public ChainSnapshot Snapshot(PricingConvention convention) =>
        ConventionOverlay.Add(Snapshot(), convention, strikes, DateTimeOffset.FromUnixTimeSeconds(life.ExpiryUnixSeconds));

    public OptionQuote? Find(string instrument) => sides.GetValueOrDefault(instrument)?.Published;

    /// <summary>Merges a flush. Null when nothing that a client could see has changed.</summary>
    public ChainEvent? Apply(ChainBatch batch, FreshnessRule freshness)
    {
        var asOf = Header.AsOf?.ToUnixTimeSeconds() ?? 0;
        foreach (var update in batch.Updates)
        {
            if (!sides.TryGetValue(update.Instrument, out var side))
                continue;
            side.Take(update);
            asOf = Math.Max(asOf, update.ExchangeTime);
        }

        asOf = Math.Max(asOf, batch.Underlying.ExchangeTime?.ToUnixTimeSeconds() ?? 0);
        if (asOf == 0)
            return null;
        var years = Math.Max(life.YearsAt(asOf), 0);
        ChooseForward(batch.Underlying, asOf, years);
        Revalue(asOf, years, freshness);
        var header = Describe(batch.Underlying, asOf, years);
        if (changed.Count == 0 && header == Header)
            return null;
        var from = Header.Version;
        Header = header with { Version = from + 1 };
        Forward = Forward with { Version = Header.Version };
        return new(Header, from, [.. changed], []);
    }

    /// <summary>A new day's list had none of its contracts.</summary>
    public bool IsEmpty => strikes.Length == 0;

    /// <summary>Takes a new day's list: contracts that are still listed keep what they have, strikes that are not are removed. Null when nothing changed.</summary>
    public ChainEvent? Relist(IEnumerable<Instrument> contracts)
    {
        var known = sides.Values.ToHashSet();
        ChainStrike[] next = [.. contracts.GroupBy(c => c.Strike).OrderBy(g => g.Key).Select(g => new ChainStrike(g.Key, g, rules, sides.GetValueOrDefault))];
        decimal[] removed = [.. strikes.Select(s => s.Strike).Except(next.Select(s => s.Strike))];
        // A strike that lost one of its two contracts has changed too.
        var widths = strikes.ToDictionary(s => s.Strike, s => s.Sides.Count());
        ChainStrike[] altered = [.. next.Where(s => !s.Sides.All(known.Contains) || widths.GetValueOrDefault(s.Strike) != s.Sides.Count())];
        if (removed.Length == 0 && altered.Length == 0)
            return null;
        strikes = next;
        terms = null;
        parity = new ParityQuote[next.Length];
        sides.Clear();
        foreach (var side in next.SelectMany(s => s.Sides))
            sides.Add(side.Instrument, side);
        var from = Header.Version;
        Header = Header with { Version = from + 1 };
        Forward = Forward with { Version = Header.Version };
        return new(Header, from, [.. altered.Select(s => s.Row())], [.. removed]);
    }

    void ChooseForward(UnderlyingPoint underlying, long asOf, double years)
    {
        var count = 0;
        foreach (var strike in strikes)
        {
            if (strike.Parity is { } quote)
                parity[count++] = quote;
        }

        var (forward, source) = forwards.Select(parity.AsSpan(0, count), underlying, asOf, years, Forward.Forward);
        Forward = Forward with { Forward = forward, Source = source };
    }

    void Revalue(long asOf, double years, FreshnessRule freshness)
    {
        changed.Clear();
        foreach (var strike in strikes)
        {
            strike.Call?.Resolve(Forward.Forward, Forward.Rate, asOf, options);
            strike.Put?.Resolve(Forward.Forward, Forward.Rate, asOf, options);
        }

        var now = new ValuationTerms(Forward.Forward, Forward.Source, Forward.Rate, years, life.LifeAt(asOf));
        // A valuation is a function of these and of both sides of the strike: what has not changed need not be looked at.
        var mayStand = now == terms;
        terms = now;
        var valuer = SideValuer.For(strikes, now);
        for (var i = 0; i < strikes.Length; i++)
        {
            var strike = strikes[i];
            var stands = mayStand && strike is not ({ Call.IsDirty: true } or { Put.IsDirty: true });
            var moved = Publish(strike.Call, 2 * i, stands, valuer, freshness) | Publish(strike.Put, (2 * i) + 1, stands, valuer, freshness);
            if (moved)
                changed.Add(strike.Row());
        }
    }

    static bool Publish(ChainSide? side, int place, bool stands, SideValuer valuer, FreshnessRule freshness)
    {
        if (side is null)
            return false;
        var fresh = freshness.For(side.Latest.ReceivedAt, side.Latest.Source);
        return !(stands && side.PublishedFreshness == fresh) && side.Publish(valuer.Value(side, place), fresh);
    }

    ChainHeader Describe(UnderlyingPoint underlying, long asOf, double years)
    {
        var header = Header with
        {
            AsOf = QuoteBuilder.Time(asOf),
            Spot = underlying.Spot,
            Forward = double.IsNaN(Forward.Forward) ? null : Forward.Forward,
            ForwardSource = Forward.Source,
            YearsToExpiry = years,
        };
        return changed.Count == 0 && header.Forward == Header.Forward ? header : ChainFigureSet.Add(header, strikes);
    }
}

/// <summary>Both contracts of a strike; a side that is not listed is null.</summary>
internal sealed class ChainStrike
{
    /// <param name="known">The side that stood for an instrument until now.</param>
    public ChainStrike(decimal strike, IEnumerable<Instrument> contracts, ExpiryRules rules, Func<string, ChainSide?>? known = null)
    {
        Strike = strike;
        foreach (var contract in contracts)
        {
            var side = ChainSide.For(contract, rules, known);
            if (side.Contract.Right == OptionRight.Call)
                Call = side;
            else
                Put = side;
        }
    }

    public decimal Strike { get; }

    public ChainSide? Call { get; }

    public ChainSide? Put { get; }

    public IEnumerable<ChainSide> Sides => new[] { Call, Put }.OfType<ChainSide>();

    /// <summary>Both sides' mids, when both are two-sided.</summary>
    public ParityQuote? Parity => this is { Call: { IsTwoSided: true } call, Put: { IsTwoSided: true } put }
        ? new((double)Strike, call.Mid, put.Mid, call.Spread + put.Spread)
        : null;

    public ChainRow Row() => new(Strike, Call?.Published, Put?.Published);
}
