using Grains.Chains;

namespace Grains.Tests.Chains;

public class PricingOptionsTests
{
    [Fact]
    public void The_defaults_are_allowed() => Assert.Null(new PricingOptions().Problem());

    public static TheoryData<string, PricingOptions> Wrong => new()
    {
        { "Rate", new() { Rate = 0.51 } },
        { "Rate", new() { Rate = double.NaN } },
        { "DividendYield", new() { DividendYield = -0.11 } },
        { "Interval", new() { Interval = TimeSpan.FromMilliseconds(9) } },
        { "Interval", new() { Interval = TimeSpan.FromSeconds(5.1) } },
        { "ForwardMove", new() { ForwardMove = -0.001 } },
        { "ForwardMove", new() { ForwardMove = 0.11 } },
        { "StalePriceAfter", new() { StalePriceAfter = TimeSpan.Zero } },
        { "LiveFor", new() { LiveFor = TimeSpan.Zero } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_value_outside_its_range_is_named_with_the_range(string setting, PricingOptions options)
    {
        var problem = options.Problem();
        Assert.StartsWith($"Ticker:Pricing:{setting} is ", problem, StringComparison.Ordinal);
        Assert.Contains("it must be ", problem, StringComparison.Ordinal);
    }
}
