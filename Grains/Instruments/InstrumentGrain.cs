using Grains.Chains;
using Grains.Interfaces;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;
using Grains.Sessions;
using Kite.Instruments;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Pricing;
using Pricing.Chains;

namespace Grains.Instruments;

/// <summary>Live state of one instrument. A tick runs to its end without an await: validate, update, solve, hand the last value to the conflator.</summary>
[PreferLocalPlacement, KeepAlive, GrainType("instrument")]
internal sealed class InstrumentGrain(
    InstrumentDirectory directory, ChainConflator conflator, ExpiryRules expiries, IOptions<PricingOptions> options, TickInstruments metrics)
    : Grain, IInstrumentGrain
{
    readonly PricingOptions options = options.Value;
    string instrument = "";
    OptionContract? option;
    InstrumentSlot? slot;
    string? chainKey;
    InstrumentState state;
    long refused;
    double volatility = double.NaN;
    double solvedForward = double.NaN;
    PricingStatus status = PricingStatus.NoPrice;
    bool lowInformation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        instrument = GrainKeys.Body(this.GetPrimaryKeyString());
        if (directory.Current is { } master && InstrumentKey.TryParse(instrument, out var key) && master.TryGet(key, out var row))
        {
            option = OptionContract.From(row, expiries);
            slot = conflator.Register(row, master);
            chainKey = option is null ? null : slot?.Lane.Key;
        }

        return Task.CompletedTask;
    }

    public ValueTask OnTick(MarketTick tick)
    {
        var (bid, ask, last) = (state.Bid, state.Ask, state.LastPrice);
        var reasons = TickValidator.Apply(ref state, tick, option);
        if (reasons != TickRefusal.None)
        {
            refused++;
            metrics.OnRefused(reasons);
            if (reasons == TickRefusal.OutOfOrder)
                return default;
        }

        if (option is not null && (bid != state.Bid || ask != state.Ask || last != state.LastPrice || status is not PricingStatus.Ok))
            Solve(slot!.Lane.Forward);
        Publish();
        return default;
    }

    public ValueTask OnForward(ForwardPoint forward)
    {
        if (option is null || !state.HasTicked)
            return default;
        var moved = Math.Abs(forward.Forward - solvedForward);
        if (moved <= options.ForwardMove * forward.Forward && status is not PricingStatus.NoForward)
            return default;
        Solve(forward);
        Publish();
        return default;
    }

    public async Task<InstrumentQuote?> GetQuote()
    {
        if (!state.HasTicked)
            return null;
        var quote = chainKey is null ? null : await GrainFactory.GetGrain<IOptionChainGrain>(chainKey).GetQuote(instrument);
        return new(quote ?? QuoteBuilder.Plain(Update()), QuoteBuilder.Depth(state), new(state.ReceivedAt, TimeSpan.Zero), refused);
    }

    void Solve(in ForwardPoint forward)
    {
        volatility = double.NaN;
        lowInformation = false;
        var asOf = state.AsOf;
        status = option!.LifeAt(asOf);
        if (status != PricingStatus.Ok)
            return;
        if (forward.Source == ForwardSource.None)
        {
            status = PricingStatus.NoForward;
            return;
        }

        solvedForward = forward.Forward;
        if (!TryPrice(asOf, out var price))
            return;
        var years = option.YearsAt(asOf);
        status = Black76.ImpliedVolatility(option.Right, price, forward.Forward, option.Strike, years, forward.Rate, out volatility);
        metrics.OnSolved();
        if (status == PricingStatus.Ok)
            lowInformation = ChainFigures.LowInformation(option.Right, price, forward.Forward, option.Strike, years, forward.Rate, volatility, option.TickSize);
    }

    /// <summary>The mid of a two-sided quote, else a last trade that is young enough.</summary>
    bool TryPrice(long asOf, out double price)
    {
        price = double.NaN;
        if (state.IsTwoSided)
        {
            price = ((double)state.Bid + state.Ask) / (2 * state.Divisor);
            return true;
        }

        if (state.LastPrice <= 0)
        {
            status = PricingStatus.NoPrice;
            return false;
        }

        if (state.LastTradeTime != 0 && asOf - state.LastTradeTime > options.StalePriceAfter.TotalSeconds)
        {
            status = PricingStatus.StalePrice;
            return false;
        }

        price = (double)state.LastPrice / state.Divisor;
        return true;
    }

    void Publish() => slot?.Lane.Offer(slot, Update());

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
        ImpliedVolatility = volatility,
        Status = status,
        LowInformation = lowInformation,
    };
}
