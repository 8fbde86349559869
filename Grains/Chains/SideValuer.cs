using Pricing;
using Pricing.Chains;

namespace Grains.Chains;

/// <summary>Values the contracts of one chain at one forward and one time.</summary>
internal readonly struct SideValuer(double forward, ForwardSource source, double rate, double years, PricingStatus life)
{
    /// <summary>A quote whose half spread moves its volatility by more points than this gives way to its twin.</summary>
    const double NoisePoints = 0.25;
    public const string Own = "own";
    public const string Twin = "twin";

    /// <summary>The contract's own volatility where it has one worth having, else that of the same strike's out-of-the-money twin, else nothing.</summary>
    public SideValuation Value(ChainSide side, ChainSide? twin)
    {
        var contract = side.Contract;
        if (!side.HasTicked)
            return new(PricingStatus.NoPrice, double.NaN, null, false, false, default);
        if (life == PricingStatus.Expired)
            return new(life, double.NaN, null, false, true, AtExpiry(contract.Right, contract.Strike));
        if (life != PricingStatus.Ok)
            return new(life, double.NaN, null, false, false, default);
        if (source == ForwardSource.None)
            return new(PricingStatus.NoForward, double.NaN, null, false, false, default);
        var status = side.Latest.Status;
        if (status == PricingStatus.Ok)
        {
            var volatility = side.Latest.ImpliedVolatility;
            var greeks = Black76.Greeks(contract.Right, forward, contract.Strike, years, rate, volatility);
            // Deep in the money the spread drowns the volatility: the twin knows better, and what is shown is what the Greeks were made with.
            if (twin is not { HasTicked: true, Latest.Status: PricingStatus.Ok } || !side.IsTwoSided || side.Spread / 2 <= NoisePoints * greeks.VegaPerPoint || !IsOutOfTheMoney(twin))
                return new(status, volatility, Own, side.Latest.LowInformation, true, greeks);
            var better = twin.Latest.ImpliedVolatility;
            return new(status, better, Twin, side.Latest.LowInformation, true, Black76.Greeks(contract.Right, forward, contract.Strike, years, rate, better));
        }

        if (twin is { Latest.Status: PricingStatus.Ok, HasTicked: true } && IsOutOfTheMoney(twin))
        {
            var volatility = twin.Latest.ImpliedVolatility;
            return new(status, double.NaN, Twin, false, true, Black76.Greeks(contract.Right, forward, contract.Strike, years, rate, volatility));
        }

        return new(status, double.NaN, null, false, false, default);
    }

    public bool IsOutOfTheMoney(ChainSide side) =>
        side.Contract.Right == OptionRight.Call ? side.Contract.Strike >= forward : side.Contract.Strike <= forward;

    OptionGreeks AtExpiry(OptionRight right, double strike)
    {
        var payoff = right == OptionRight.Call ? Math.Max(forward - strike, 0) : Math.Max(strike - forward, 0);
        var delta = payoff > 0 ? (right == OptionRight.Call ? 1 : -1) : 0;
        return double.IsNaN(forward) ? default : new(payoff, delta, 0, 0, 0, 0);
    }
}
