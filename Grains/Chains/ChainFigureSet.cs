using Grains.Interfaces.Chains;
using Pricing;
using Pricing.Chains;

namespace Grains.Chains;

/// <summary>The figures of a whole chain: at the money, put-call ratio, max pain.</summary>
internal static class ChainFigureSet
{
    public static ChainHeader Add(ChainHeader header, ReadOnlySpan<ChainStrike> strikes)
    {
        Span<double> levels = new double[strikes.Length];
        Span<long> callOi = new long[strikes.Length];
        Span<long> putOi = new long[strikes.Length];
        Span<double> volatilities = new double[strikes.Length];
        for (var i = 0; i < strikes.Length; i++)
        {
            levels[i] = (double)strikes[i].Strike;
            callOi[i] = strikes[i].Call?.Latest.OpenInterest ?? 0;
            putOi[i] = strikes[i].Put?.Latest.OpenInterest ?? 0;
            volatilities[i] = OutOfTheMoneyVolatility(strikes[i], header.Forward);
        }

        return header with
        {
            AtmStrike = header.Forward is { } f ? Nearest(strikes, f) : null,
            Pcr = ChainFigures.PutCallRatio(callOi, putOi),
            MaxPain = (decimal?)ChainFigures.MaxPain(levels, callOi, putOi),
            AtmIv = header.Forward is { } forward && ChainFigures.AtmVolatility(levels, volatilities, forward) is var iv && double.IsFinite(iv) ? iv : null,
        };
    }

    static double OutOfTheMoneyVolatility(ChainStrike strike, double? forward)
    {
        var side = forward is { } f && (double)strike.Strike >= f ? strike.Call : strike.Put;
        return side is { Latest.Status: PricingStatus.Ok, HasTicked: true } ? side.Latest.ImpliedVolatility : double.NaN;
    }

    static decimal Nearest(ReadOnlySpan<ChainStrike> strikes, double forward)
    {
        var best = strikes[0].Strike;
        foreach (var strike in strikes)
        {
            if (Math.Abs((double)strike.Strike - forward) < Math.Abs((double)best - forward))
                best = strike.Strike;
        }

        return best;
    }
}
