namespace Kite.Simulator.Market;

/// <summary>The one place where the simulator prices an option: Black-76 on the forward.</summary>
internal static class OptionMath
{
    /// <summary>Present value in rupees of the out-of-the-money side at a strike; the other side differs by the discounted intrinsic value.</summary>
    public static double OutOfTheMoney(double forward, double strike, double years, double rate, double volatility) =>
        Pricing.Black76.Price(
            strike >= forward ? Pricing.OptionRight.Call : Pricing.OptionRight.Put, forward, strike, years, rate, volatility);

    /// <summary>Present value of a call or put, in rupees.</summary>
    public static double Price(bool call, double forward, double strike, double years, double rate, double volatility)
    {
        var value = OutOfTheMoney(forward, strike, years, rate, volatility);
        var intrinsic = call ? forward - strike : strike - forward;
        return intrinsic > 0 ? value + (intrinsic * Math.Exp(-rate * years)) : value;
    }

    /// <summary>A logistic stand-in for the normal distribution, within 0.01: good enough to decide when a quote is out of date.</summary>
    public static double RoughCallDelta(double forward, double strike, double years, double volatility)
    {
        var deviation = volatility * Math.Sqrt(years);
        var d1 = (Math.Log(forward / strike) / deviation) + (deviation / 2);
        return 1 / (1 + Math.Exp(-1.702 * d1));
    }
}
