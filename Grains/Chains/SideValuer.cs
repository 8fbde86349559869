using Pricing;
using Pricing.Chains;
using Pricing.Vector;

namespace Grains.Chains;

/// <summary>What all contracts of a chain are valued at: one forward and one time.</summary>
internal readonly record struct ValuationTerms(double Forward, ForwardSource Source, double Rate, double Years, PricingStatus Life)
{
    /// <summary>Before the expiry and with a forward, contracts have Greeks.</summary>
    public bool ArePriced => Life == PricingStatus.Ok && Source != ForwardSource.None;
}

/// <summary>
/// Values the contracts of one chain at one forward and one time, in columns, so that the vector pricer does the arithmetic: calls in even places, puts in odd ones. Kept by a
/// thread and used by one chain after the other.
/// </summary>
internal sealed class SideValuer
{
    /// <summary>A quote whose half spread moves its volatility by more points than this gives way to its twin.</summary>
    const double NoisePoints = 0.25;
    public const string Own = "own";
    public const string Twin = "twin";
    [ThreadStatic]
    static SideValuer? s_current;
    readonly List<int> borrowed = [];
    PricingColumns all = new(0);
    PricingColumns twins = new(0);
    bool[] isBorrowed = [];
    double[] own = [];
    ValuationTerms terms;

    /// <summary>For this thread, until it values another chain.</summary>
    public static SideValuer For(ReadOnlySpan<ChainStrike> strikes, in ValuationTerms terms)
    {
        var valuer = s_current ??= new();
        valuer.Prepare(strikes, terms);
        return valuer;
    }

    /// <summary>The contract's own volatility where it has one worth having, else that of the same strike's out-of-the-money twin, else nothing.</summary>
    public SideValuation Value(ChainSide side, int place)
    {
        if (!side.HasTicked)
            return new(PricingStatus.NoPrice, double.NaN, null, false, false, default);
        if (terms.Life == PricingStatus.Expired)
            return new(terms.Life, double.NaN, null, false, true, AtExpiry(side.Contract.Right, side.Contract.Strike));
        if (terms.Life != PricingStatus.Ok)
            return new(terms.Life, double.NaN, null, false, false, default);
        if (terms.Source == ForwardSource.None)
            return new(PricingStatus.NoForward, double.NaN, null, false, false, default);
        var status = side.Latest.Status;
        var volatility = all.Volatilities[place];
        // What is shown is what the Greeks were made with; what is borrowed for a quote that has none is not shown as its own.
        if (status == PricingStatus.Ok)
            return new(status, volatility, isBorrowed[place] ? Twin : Own, side.Latest.LowInformation, true, all[place]);
        return isBorrowed[place]
            ? new(status, double.NaN, Twin, false, true, all[place])
            : new(status, double.NaN, null, false, false, default);
    }

    void Prepare(ReadOnlySpan<ChainStrike> strikes, in ValuationTerms now)
    {
        terms = now;
        if (!now.ArePriced)
            return;
        var count = 2 * strikes.Length;
        if (own.Length < count)
            (all, twins, isBorrowed, own) = (new(count), new(count), new bool[count], new double[count]);
        Array.Clear(isBorrowed, 0, count);
        for (var i = 0; i < strikes.Length; i++)
        {
            Fill(2 * i, OptionRight.Call, (double)strikes[i].Strike, strikes[i].Call);
            Fill((2 * i) + 1, OptionRight.Put, (double)strikes[i].Strike, strikes[i].Put);
        }

        all.Evaluate(now, count);
        borrowed.Clear();
        for (var i = 0; i < strikes.Length; i++)
        {
            Borrow(2 * i, strikes[i].Call, strikes[i].Put);
            Borrow((2 * i) + 1, strikes[i].Put, strikes[i].Call);
        }

        for (var i = 0; i < borrowed.Count; i++)
            (twins.Rights[i], twins.Strikes[i], twins.Volatilities[i]) = (all.Rights[borrowed[i]], all.Strikes[borrowed[i]], own[borrowed[i] ^ 1]);
        twins.Evaluate(now, borrowed.Count);
        for (var i = 0; i < borrowed.Count; i++)
            all.Take(borrowed[i], twins, i);
    }

    void Fill(int place, OptionRight right, double strike, ChainSide? side)
    {
        own[place] = HasVolatility(side) ? side!.Latest.ImpliedVolatility : double.NaN;
        (all.Rights[place], all.Strikes[place], all.Volatilities[place]) = (right, strike, own[place]);
    }

    /// <summary>Deep in the money the spread drowns the volatility: the twin knows better.</summary>
    void Borrow(int place, ChainSide? side, ChainSide? twin)
    {
        if (side is not { HasTicked: true } || !HasVolatility(twin) || !IsOutOfTheMoney(twin!))
            return;
        if (side.Latest.Status == PricingStatus.Ok && (!side.IsTwoSided || side.Spread / 2 <= NoisePoints * all.Vega(place)))
            return;
        borrowed.Add(place);
        isBorrowed[place] = true;
    }

    static bool HasVolatility(ChainSide? side) => side is { HasTicked: true, Latest.Status: PricingStatus.Ok };

    bool IsOutOfTheMoney(ChainSide side) =>
        side.Contract.Right == OptionRight.Call ? side.Contract.Strike >= terms.Forward : side.Contract.Strike <= terms.Forward;

    OptionGreeks AtExpiry(OptionRight right, double strike)
    {
        var payoff = right == OptionRight.Call ? Math.Max(terms.Forward - strike, 0) : Math.Max(strike - terms.Forward, 0);
        var delta = payoff > 0 ? (right == OptionRight.Call ? 1 : -1) : 0;
        return double.IsNaN(terms.Forward) ? default : new(payoff, delta, 0, 0, 0, 0);
    }
}
