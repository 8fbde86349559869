using Pricing.Conventions;

namespace Pricing.Tests.Conventions;

public class ConventionPricerTests
{
    private static readonly TimeSpan Indian = new(5, 30, 0);

    private static readonly ConventionQuote Quote = new(
        OptionRight.Call, 210, 26000, 25943.95, 25979, 0.065, new(2025, 11, 19, 10, 0, 0, Indian), new(2025, 11, 25), new(2025, 11, 25, 15, 40, 0, Indian));

    [Fact]
    public void The_service_values_on_its_forward_rate_and_instant()
    {
        var figures = ConventionPricer.Value(PricingConvention.Service, Quote);
        var years = ((6 * 24 + 5) * 3600 + 2400) / 31_536_000.0;
        Assert.Equal((years, 0.065), (figures.Years, figures.Rate));
        Assert.Equal(PricingStatus.Ok, Black76.ImpliedVolatility(OptionRight.Call, 210, 25979, 26000, years, 0.065, out var volatility));
        Assert.Equal(volatility, figures.ImpliedVolatility);
        Assert.Equal(Black76.Greeks(OptionRight.Call, 25979, 26000, years, 0.065, volatility), figures.Greeks);
    }

    [Fact]
    public void Upstox_does_not_discount_and_ends_at_half_past_three()
    {
        var figures = ConventionPricer.Value(PricingConvention.Upstox, Quote);
        Assert.Equal((((6 * 24 + 5) * 3600 + 1800) / 31_536_000.0, 0), (figures.Years, figures.Rate));
        Assert.Equal(Black76.Greeks(OptionRight.Call, 25979, 26000, figures.Years, 0, figures.ImpliedVolatility), figures.Greeks);
        Assert.Equal(0, figures.Greeks.RhoPerPoint + figures.Years * figures.Greeks.Price / 100, 1e-12);
        Assert.Equal(210, figures.Greeks.Price, 1e-9);
    }

    [Fact]
    public void Nse_counts_whole_days_of_indian_time_on_spot_at_ten_percent()
    {
        // 20:00 UTC of the 18th is already the 19th in India.
        var figures = ConventionPricer.Value(PricingConvention.Nse, Quote with { At = new(2025, 11, 18, 20, 0, 0, TimeSpan.Zero) });
        Assert.Equal((6 / 365.0, 0.1), (figures.Years, figures.Rate));
        Assert.Equal(
            NseDisplay.ImpliedVolatilityPercent(OptionRight.Call, 210, 25943.95, 26000, new(2025, 11, 19), new(2025, 11, 25)),
            100 * figures.ImpliedVolatility, 0.005);
        Assert.Equal(210, figures.Greeks.Price, 1e-9);
    }

    [Fact]
    public void What_cannot_be_inverted_has_a_status_and_no_figures()
    {
        foreach (var convention in Enum.GetValues<PricingConvention>())
        {
            var figures = ConventionPricer.Value(convention, Quote with { Strike = 20000, Price = 100 });
            Assert.Equal(PricingStatus.BelowIntrinsic, figures.Status);
            Assert.Equal((double.NaN, OptionGreeks.None), (figures.ImpliedVolatility, figures.Greeks));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => ConventionPricer.Value((PricingConvention)9, Quote));
    }

    [Fact]
    public void Names_go_both_ways()
    {
        foreach (var convention in Enum.GetValues<PricingConvention>())
        {
            Assert.True(PricingConventionNames.TryParse(PricingConventionNames.ToJsonName(convention), out var same));
            Assert.Equal(convention, same);
        }

        Assert.False(PricingConventionNames.TryParse("bse", out _));
        Assert.False(PricingConventionNames.TryParse(null, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => PricingConventionNames.ToJsonName((PricingConvention)9));
    }
}
