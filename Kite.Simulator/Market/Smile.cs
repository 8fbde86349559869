namespace Kite.Simulator.Market;

/// <summary>The recorded shape: volatility, spread, open interest and volume by standardised moneyness and days to expiry.</summary>
internal sealed class Smile(MarketFacts facts)
{
    readonly SmileKnots[] _smile = facts.Shape.Smile;
    readonly LiquidityKnots[] _liquidity = facts.Shape.Liquidity;

    /// <summary>Annual volatility at the money.</summary>
    public static double Atm(Underlying underlying, double days)
    {
        var level = Curve.Between(underlying.Facts.AtmIv, static k => k.Days, days, static k => k.Iv);
        return level * Math.Exp(underlying.Breath);
    }

    /// <summary>ln(strike/forward) in standard deviations of the expiry, at the money volatility.</summary>
    public static double Moneyness(ExpiryState expiry, double strike) =>
        Math.Log(strike / expiry.Forward) / (expiry.AtmIv * Math.Sqrt(expiry.Years));

    public double Volatility(Underlying underlying, ExpiryState expiry, double strike)
    {
        var x = Moneyness(expiry, strike);
        var ratio = Curve.Between(_smile, static k => k.Days, expiry.Years * 365, k => Curve.At(k.X, k.Ratio, x));
        // Close to the expiry the wings are tens of deviations away: the tilt acts on the recorded width only.
        return expiry.AtmIv * ratio * Math.Exp(underlying.Tilt * Math.Clamp(x, -4, 4));
    }

    /// <summary>Spread as a share of the price, as recorded at round strikes.</summary>
    public double RelativeSpread(double days, double x) =>
        Curve.Between(_liquidity, static k => k.Days, days, k => Curve.At(k.X, k.RelativeSpreadRound, Math.Abs(x)));

    /// <summary>Contracts traded on a whole day.</summary>
    public double DayVolume(double days, double x, bool round) =>
        Curve.Between(_liquidity, static k => k.Days, days, k => Curve.At(k.X, round ? k.VolumeRound : k.VolumeOther, Math.Abs(x)));

    /// <summary>Contracts open.</summary>
    public double OpenInterest(double days, double x, bool round) =>
        Curve.Between(_liquidity, static k => k.Days, days, k => Curve.At(k.X, round ? k.OpenInterestRound : k.OpenInterestOther, Math.Abs(x)));
}
