using System.Buffers;
using Pricing.Vector;

namespace Pricing.History;

/// <summary>Implied volatilities and Greeks of a contract's candles as one batch: Black-76 at each candle's own forward and time.</summary>
public static class CandleValuer
{
    /// <summary>Values every candle; the Greeks are those at the candle's own volatility, NaN where it has none.</summary>
    /// <param name="right">Call or put.</param>
    /// <param name="strike">Strike in index points.</param>
    /// <param name="expiryUnixSeconds">Expiry instant in Unix seconds; candles from it on are Expired.</param>
    /// <param name="rate">Continuous rate per year, act/365.</param>
    /// <param name="candles">The candles, in any order.</param>
    /// <param name="volatilities">Result: decimal, per square root of a year of 365 days; NaN unless the status is Ok.</param>
    /// <param name="statuses">Result: why a candle has no volatility.</param>
    /// <param name="greeks">Result, in the published units.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static void Value(
        OptionRight right, double strike, long expiryUnixSeconds, double rate, in CandleColumns candles,
        Span<double> volatilities, Span<PricingStatus> statuses, in GreekColumns greeks)
    {
        var count = candles.UnixSeconds.Length;
        var numbers = ArrayPool<double>.Shared.Rent(3 * count);
        var rights = ArrayPool<OptionRight>.Shared.Rent(count);
        try
        {
            var strikes = numbers.AsSpan(0, count);
            var years = numbers.AsSpan(count, count);
            var rates = numbers.AsSpan(2 * count, count);
            strikes.Fill(strike);
            rates.Fill(rate);
            for (var i = 0; i < count; i++)
                years[i] = (expiryUnixSeconds - candles.UnixSeconds[i]) / 31_536_000.0;
            rights.AsSpan(0, count).Fill(right);
            var options = new OptionColumns
            {
                Model = PricingModel.Black76, Rights = rights.AsSpan(0, count), Levels = candles.Forwards, Strikes = strikes, Years = years, Rates = rates,
            };
            BatchPricer.ImpliedVolatilities(options, candles.Prices, volatilities, statuses);
            BatchPricer.Greeks(options, volatilities, greeks);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(numbers);
            ArrayPool<OptionRight>.Shared.Return(rights);
        }
    }
}
