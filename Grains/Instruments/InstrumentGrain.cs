using Grains.Accounts;
using Grains.Bars;
using Grains.Chains;
using Grains.Feeds;
using Grains.Interfaces;
using Grains.Interfaces.Bars;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;
using Grains.Sessions;
using Kite.Instruments;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Pricing;

namespace Grains.Instruments;

/// <summary>Live state of one instrument. A tick runs to its end without an await: validate, update, solve, hand the last value to the conflator.</summary>
[PreferLocalPlacement, KeepAlive, GrainType("instrument")]
internal sealed class InstrumentGrain(
    InstrumentDirectory directory, ChainConflator conflator, ExpiryRules expiries, FeedBoard feeds, AccountRegistry accounts, IOptions<PricingOptions> options, TickInstruments metrics,
    SessionClock sessions, BarBoard barBoard, TimeProvider time)
    : Grain, IInstrumentGrain
{
    readonly PricingOptions options = options.Value;
    string instrument = "";
    InstrumentMaster? listed;
    OptionContract? option;
    InstrumentSlot? slot;
    string? chainKey;
    BarLane? bars;
    int market;
    (string Source, bool Carries) known = ("", false);
    InstrumentState state;
    long refused;
    QuoteSolution solution = QuoteSolution.None(PricingStatus.NoPrice);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        instrument = GrainKeys.Body(this.GetPrimaryKeyString());
        market = accounts.ModeGeneration;
        TakeTerms();
        return Task.CompletedTask;
    }

    /// <summary>As today's master lists it; one that is not listed any more keeps its last terms, and belongs to no chain.</summary>
    void TakeTerms()
    {
        listed = directory.Current;
        if (listed is null)
            return;
        if (!InstrumentKey.TryParse(instrument, out var key) || !listed.TryGet(key, out var row))
        {
            (slot, chainKey) = (null, null);
            return;
        }

        option = OptionContract.From(row, expiries);
        slot = conflator.Register(row, listed);
        chainKey = option is null ? null : slot?.Lane.Key;
        bars = barBoard.For(row, listed);
    }

    public ValueTask OnTick(MarketTick tick)
    {
        if (market != accounts.ModeGeneration)
            StartAnew();
        if (!ReferenceEquals(known.Source, tick.Source))
            known = (tick.Source, accounts.Carries(tick.Source));
        // A packet of the other market, still on its way when the mode was switched, is nobody's.
        if (!known.Carries)
            return default;
        if (!ReferenceEquals(listed, directory.Current))
            TakeTerms();
        // Bars have an order of their own: a packet that is too late for the quote may be in time for its bar.
        if (bars is not null && TickValidator.HasPrice(tick, option) && !bars.Add(tick))
            bars = null;
        var (bid, ask, last) = (state.Bid, state.Ask, state.LastPrice);
        var reasons = TickValidator.Apply(ref state, tick, option);
        if (reasons != TickRefusal.None)
        {
            refused++;
            metrics.OnRefused(reasons);
            if (reasons == TickRefusal.OutOfOrder)
                return default;
        }

        if (option is not null && slot is not null && (bid != state.Bid || ask != state.Ask || last != state.LastPrice || solution.Status is not PricingStatus.Ok))
            Solve(slot.Lane.Forward);
        Publish();
        return default;
    }

    /// <summary>Live or simulated, the other market's prices are forgotten.</summary>
    void StartAnew()
    {
        (market, state, solution, refused) = (accounts.ModeGeneration, default, QuoteSolution.None(PricingStatus.NoPrice), 0);
        (slot, chainKey, option, bars, known) = (null, null, null, null, ("", false));
        TakeTerms();
    }

    public async Task<InstrumentQuote?> GetQuote()
    {
        if (market != accounts.ModeGeneration)
            StartAnew();
        if (!state.HasTicked)
            return null;
        var quote = chainKey is null ? null : await GrainFactory.GetGrain<IOptionChainGrain>(chainKey).GetQuote(instrument);
        return new(quote ?? Plain(), QuoteBuilder.Depth(state), new(state.ReceivedAt, TimeSpan.Zero), refused);
    }

    public Task<LiveBars?> GetBars(int seconds, bool make)
    {
        if (market != accounts.ModeGeneration)
            StartAnew();
        if (bars is null or { IsRetired: true })
            bars = make ? barBoard.Ask(instrument) : null;
        return Task.FromResult(bars?.Live(seconds, make));
    }

    /// <summary>What belongs to no chain: a price, and how fresh it is.</summary>
    OptionQuote Plain()
    {
        var freshness = new FreshnessRule(feeds.All(), time.GetUtcNow(), options.LiveFor, accounts.Primary.Mode == "simulated", sessions.IsClosed(instrument[..instrument.IndexOf(':', StringComparison.Ordinal)]));
        var plain = QuoteBuilder.Plain(Update()) with { Freshness = freshness.For(state.ReceivedAt, state.Source) };
        return option is null && state.LastPrice > 0 ? plain with { Status = PricingStatus.Ok } : plain;
    }

    void Solve(in ForwardPoint forward)
    {
        solution = QuoteSolver.Solve(Update(), option!, forward.Forward, forward.Rate, state.AsOf, options.StalePriceAfter.TotalSeconds);
        metrics.OnSolved();
    }

    void Publish()
    {
        if (slot is null)
            metrics.OnUnused();
        else
            slot.Lane.Offer(slot, Update());
    }

    InstrumentUpdate Update() => new()
    {
        Instrument = instrument,
        Token = state.Token,
        Divisor = state.Divisor,
        LastPrice = state.LastPrice,
        Open = state.Open,
        High = state.High,
        Low = state.Low,
        Close = state.Close,
        Bid = state.Bid,
        Ask = state.Ask,
        BidQuantity = state.BidQuantity,
        AskQuantity = state.AskQuantity,
        Volume = state.Volume,
        OpenInterest = state.OpenInterest,
        ExchangeTime = state.ExchangeTime,
        ReceivedAt = state.ReceivedAt,
        Source = state.Source,
        ImpliedVolatility = solution.Volatility,
        Status = solution.Status,
        LowInformation = solution.LowInformation,
        SolvedForward = solution.Forward,
        LastTradeTime = state.LastTradeTime,
    };
}
