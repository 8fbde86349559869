using Grains.Instruments;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;
using Grains.Sessions;
using Kite.Instruments;
using Pricing;

namespace Grains.Chains;

/// <summary>One contract of a chain: what the instrument said last, and what was published last.</summary>
internal sealed class ChainSide(string instrument, uint token, OptionContract contract)
{
    /// <summary>The side that is known of a contract as it is listed now; a token of another day, or other terms, makes a new one with the old values.</summary>
    public static ChainSide For(Instrument contract, ExpiryRules rules, Func<string, ChainSide?>? known)
    {
        var name = contract.Key.ToString();
        var terms = OptionContract.From(contract, rules)!;
        var before = known?.Invoke(name);
        if (before is not null && before.token == contract.Token && before.Contract == terms)
            return before;
        var side = new ChainSide(name, contract.Token, terms);
        if (before is { HasTicked: true })
            side.Take(before.Latest with { Token = contract.Token });
        return side;
    }

    readonly uint token = token;

    public string Instrument { get; } = instrument;

    public OptionContract Contract { get; } = contract;

    public InstrumentUpdate Latest;

    public OptionQuote Published { get; private set; } = QuoteBuilder.Empty(instrument, token);

    /// <summary>That of <see cref="Published"/>, without a look at it.</summary>
    public Freshness PublishedFreshness { get; private set; }

    /// <summary>The instrument spoke since the last publication.</summary>
    public bool IsDirty { get; private set; }

    public bool HasTicked => Latest.ReceivedAt != 0;

    public bool IsTwoSided => Latest.Bid > 0 && Latest.Ask > Latest.Bid;

    /// <summary>Rupees; only when two-sided.</summary>
    public double Mid => ((double)Latest.Bid + Latest.Ask) / (2 * Latest.Divisor);

    public double Spread => ((double)Latest.Ask - Latest.Bid) / Latest.Divisor;

    /// <summary>Solves the standing quote again when the forward is no longer the one it was solved with.</summary>
    public void Resolve(double forward, double rate, long asOf, PricingOptions options)
    {
        if (!HasTicked || double.IsNaN(forward) || Math.Abs(forward - Latest.SolvedForward) <= options.ForwardMove * forward)
            return;
        var solution = QuoteSolver.Solve(Latest, Contract, forward, rate, asOf, options.StalePriceAfter.TotalSeconds);
        Latest = Latest with
        {
            ImpliedVolatility = solution.Volatility,
            Status = solution.Status,
            LowInformation = solution.LowInformation,
            SolvedForward = solution.Forward,
        };
    }

    public void Take(in InstrumentUpdate update)
    {
        Latest = update;
        IsDirty = true;
    }

    /// <summary>Builds a new quote when anything a client could see has changed; true when it did.</summary>
    public bool Publish(in SideValuation valuation, Freshness freshness)
    {
        if (!IsDirty && freshness == Published.Freshness && !valuation.DiffersFrom(Published))
            return false;
        IsDirty = false;
        Published = HasTicked ? QuoteBuilder.Priced(Latest, valuation, freshness) : QuoteBuilder.Empty(Instrument, Published.Token) with { Freshness = freshness };
        PublishedFreshness = freshness;
        return true;
    }
}

/// <summary>What pricing says of one contract at one chain version.</summary>
internal readonly record struct SideValuation(PricingStatus Status, double Volatility, string? Source, bool LowInformation, bool HasGreeks, OptionGreeks Greeks)
{
    // Moves smaller than these are not worth a frame: they are below what anybody displays.
    const double DeltaStep = 0.0005;
    const double GammaStep = 0.000001;
    const double RupeeStep = 0.01;
    const double VolatilityStep = 0.00005;

    public bool DiffersFrom(OptionQuote published) =>
        Status != published.Status || Source != published.IvSource || LowInformation != published.LowInformation
        || HasGreeks != published.Delta.HasValue
        || (published.Iv is { } iv && Math.Abs(Volatility - iv) > VolatilityStep)
        || (HasGreeks
            && (Math.Abs(Greeks.Delta - published.Delta!.Value) > DeltaStep
                || Math.Abs(Greeks.Gamma - published.Gamma!.Value) > GammaStep
                || Math.Abs(Greeks.ThetaPerDay - published.ThetaPerDay!.Value) > RupeeStep
                || Math.Abs(Greeks.VegaPerPoint - published.VegaPerPoint!.Value) > RupeeStep
                || Math.Abs(Greeks.RhoPerPoint - published.RhoPerPoint!.Value) > RupeeStep
                || Math.Abs(Greeks.Price - published.Price!.Value) > RupeeStep));
}
