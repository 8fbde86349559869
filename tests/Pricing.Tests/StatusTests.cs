namespace Pricing.Tests;

public class StatusTests
{
    private const double Unit = 24000 * Contract.Unit;

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void Time_that_has_run_out_is_expired_whatever_the_price(double years)
    {
        Assert.Equal(PricingStatus.Expired, Black76.ImpliedVolatility(OptionRight.Call, 1e9, 24000, 23000, years, 0.065, out var volatility));
        Assert.Equal(double.NaN, volatility);
        Assert.Equal(PricingStatus.Expired, BlackScholesMerton.ImpliedVolatility(OptionRight.Call, 0, 24000, 23000, years, 0.065, 0, out _));
    }

    [Theory]
    [InlineData(OptionRight.Call, 24000, 23000, 1000, 1)]
    [InlineData(OptionRight.Call, 23000, 24000, 0, 0)]
    [InlineData(OptionRight.Put, 23000, 24000, 1000, -1)]
    [InlineData(OptionRight.Put, 24000, 23000, 0, 0)]
    [InlineData(OptionRight.Call, 24000, 24000, 0, 0)]
    public void Expired_options_have_a_step_for_delta_and_nothing_else(OptionRight right, double level, double strike, double price, double delta)
    {
        var expected = new OptionGreeks(price, delta, 0, 0, 0, 0);
        Assert.Equal(expected, Black76.Greeks(right, level, strike, 0, 0.065, 0.2));
        Assert.Equal(expected, BlackScholesMerton.Greeks(right, level, strike, -1, 0.065, 0.012, 0.2));
        Assert.Equal(price, Black76.Price(right, level, strike, -1, 0.065, 0.2));
        Assert.Equal(price, BlackScholesMerton.Price(right, level, strike, 0, 0.065, 0.012, 0.2));
    }

    [Theory]
    [InlineData(1000 - 9 * Unit, PricingStatus.BelowIntrinsic)]
    [InlineData(1000 - 7 * Unit, PricingStatus.NoTimeValue)]
    [InlineData(1000, PricingStatus.NoTimeValue)]
    [InlineData(1000 + 7 * Unit, PricingStatus.NoTimeValue)]
    [InlineData(1000 + 9 * Unit, PricingStatus.Ok)]
    [InlineData(24000 - 9 * Unit, PricingStatus.Ok)]
    [InlineData(24000 - 7 * Unit, PricingStatus.AboveMax)]
    [InlineData(24001, PricingStatus.AboveMax)]
    [InlineData(-1, PricingStatus.BelowIntrinsic)]
    public void In_the_money_prices_are_judged_to_eight_units(double price, PricingStatus expected) =>
        Assert.Equal(expected, Black76.ImpliedVolatility(OptionRight.Call, price, 24000, 23000, 0.1, 0, out _));

    [Theory]
    [InlineData(-1e-9, PricingStatus.BelowIntrinsic)]
    [InlineData(0, PricingStatus.NoTimeValue)]
    [InlineData(1e-280, PricingStatus.Ok)]
    [InlineData(0.05, PricingStatus.Ok)]
    [InlineData(23000, PricingStatus.AboveMax)]
    public void Out_of_the_money_prices_need_only_be_positive(double price, PricingStatus expected) =>
        Assert.Equal(expected, Black76.ImpliedVolatility(OptionRight.Put, price, 24000, 23000, 0.1, 0, out _));

    [Fact]
    public void Zero_volatility_gives_the_discounted_intrinsic_value()
    {
        var greeks = Black76.RawGreeks(OptionRight.Call, 24000, 23000, 0.5, 0.1, 0);
        Assert.Equal(1000 * Math.Exp(-0.05), greeks.Price, 1e-11);
        Assert.Equal(Math.Exp(-0.05), greeks.Delta, 1e-15);
        Assert.Equal((0, 0), (greeks.Gamma, greeks.VegaPerUnit));
        Assert.Equal(0, Black76.Price(OptionRight.Put, 24000, 23000, 0.5, 0.1, 0));
        Assert.Equal(greeks, Black76.RawGreeks(OptionRight.Call, 24000, 23000, 0.5, 0.1, -0.0));
    }

    [Fact]
    public void Published_units_are_per_day_and_per_point()
    {
        var raw = BlackScholesMerton.RawGreeks(OptionRight.Put, 24000, 23900, 0.05, 0.065, 0.012, 0.13);
        var expected = new OptionGreeks(raw.Price, raw.Delta, raw.Gamma, raw.ThetaPerYear / 365, raw.VegaPerUnit / 100, raw.RhoPerUnit / 100);
        Assert.Equal(expected, BlackScholesMerton.Greeks(OptionRight.Put, 24000, 23900, 0.05, 0.065, 0.012, 0.13));
    }

    [Fact]
    public void Every_status_has_its_own_snake_case_name()
    {
        var names = Enum.GetValues<PricingStatus>().Select(PricingStatusNames.ToJsonName).ToArray();
        Assert.Equal(
            ["ok", "below_intrinsic", "no_time_value", "above_max", "expired", "settling", "no_price", "stale_price", "no_forward", "invalid_input"],
            names);
        Assert.Throws<ArgumentOutOfRangeException>(() => PricingStatusNames.ToJsonName((PricingStatus)99));
    }
}
