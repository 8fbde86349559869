namespace Pricing.Conventions;

/// <summary>
/// The implied volatility that NSE's option-chain page displays: Black-Scholes on spot at a rate of 10 % without dividend, time in whole
/// calendar days over 365, from the contract's last traded price, in percent with two decimals, 0 where there is none.
/// </summary>
/// <remarks>
/// Found by comparison: on closing chains of 2020 to 2026 it reproduces every traded contract to 0.01 volatility point, and 0 stands
/// exactly where the last price is not above the lower bound at that rate. During the day each figure dates from the contract's own last
/// trade. It is for reconciling with that page; the service's own figures have the expiry's forward and the time of day in them.
/// </remarks>
public static class NseDisplay
{
    /// <summary>Continuous rate per year: 10 %.</summary>
    public const double Rate = 0.1;

    /// <summary>Whole calendar days from one date to the other over 365, in years; 0 on the expiry date.</summary>
    public static double Years(DateOnly today, DateOnly expiry) => (expiry.DayNumber - today.DayNumber) / 365.0;

    /// <summary>Volatility in percent, 13.25 for 0.1325, rounded to two decimals; 0 where the model has none.</summary>
    /// <param name="right">Call or put.</param>
    /// <param name="lastPrice">The contract's last traded price, in currency per unit of the underlying.</param>
    /// <param name="underlyingValue">Spot of the underlying at the time of that trade, in index points.</param>
    /// <param name="strike">Strike in index points.</param>
    /// <param name="today">Date of the trade, IST.</param>
    /// <param name="expiry">Expiry date of the contract.</param>
    public static double ImpliedVolatilityPercent(
        OptionRight right, double lastPrice, double underlyingValue, double strike, DateOnly today, DateOnly expiry)
    {
        var status = BlackScholesMerton.ImpliedVolatility(
            right, lastPrice, underlyingValue, strike, Years(today, expiry), Rate, 0, out var volatility);
        return status == PricingStatus.Ok ? Math.Round(100 * volatility, 2, MidpointRounding.AwayFromZero) : 0;
    }
}
