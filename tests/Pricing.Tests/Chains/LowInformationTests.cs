using Pricing.Chains;

namespace Pricing.Tests.Chains;

public class LowInformationTests
{
    private const double Tick = 0.05;

    [Theory]
    [InlineData(OptionRight.Call, 24000, 0.05, 0.13, false)]
    [InlineData(OptionRight.Put, 24000, 0.05, 0.13, false)]
    [InlineData(OptionRight.Call, 27000, 0.01, 0.13, true)]
    [InlineData(OptionRight.Call, 21000, 0.01, 0.13, true)]
    [InlineData(OptionRight.Put, 21000, 0.01, 0.13, true)]
    [InlineData(OptionRight.Put, 27000, 0.01, 0.13, true)]
    public void Quotes_far_from_the_money_say_little_and_those_near_it_much(OptionRight right, double strike, double years, double iv, bool expected)
    {
        var price = Black76.Price(right, 24000, strike, years, 0.065, iv);
        Assert.Equal(expected, ChainFigures.LowInformation(right, price, 24000, strike, years, 0.065, iv, Tick));
    }

    [Fact]
    public void The_answer_is_what_moving_the_price_by_half_a_tick_shows()
    {
        var both = new int[2];
        for (var strike = 22000.0; strike <= 26000; strike += 10)
        {
            var right = strike < 24000 ? OptionRight.Put : OptionRight.Call;
            var price = Black76.Price(right, 24000, strike, 0.01, 0, 0.13);
            var moved = Moves(right, price + 0.5 * Tick, strike) || Moves(right, price - 0.5 * Tick, strike);
            Assert.Equal(moved, ChainFigures.LowInformation(right, price, 24000, strike, 0.01, 0, 0.13, Tick));
            both[moved ? 1 : 0]++;
        }

        Assert.All(both, count => Assert.True(count > 50));
    }

    [Fact]
    public void A_price_without_a_volatility_has_no_information()
    {
        Assert.True(ChainFigures.LowInformation(OptionRight.Call, 1000, 24000, 23000, 0.1, 0, double.NaN, Tick));
        Assert.True(ChainFigures.LowInformation(OptionRight.Call, double.NaN, 24000, 25000, 0.1, 0, 0.2, Tick));
        Assert.True(ChainFigures.LowInformation(OptionRight.Call, 0.02, 24000, 24000, 1e-9, 0, 0.005, Tick));
    }

    [Fact]
    public void At_high_volatility_it_is_the_move_up_that_decides()
    {
        double Price(double volatility) => Black76.Price(OptionRight.Call, 100, 100, 1, 0, volatility);
        var (up, down) = (Price(3.01) - Price(3), Price(3) - Price(2.99));
        Assert.True(up < 0.995 * down);
        Assert.True(ChainFigures.LowInformation(OptionRight.Call, Price(3), 100, 100, 1, 0, 3, up + down));
        Assert.False(ChainFigures.LowInformation(OptionRight.Call, Price(3), 100, 100, 1, 0, 3, 1.99 * up));
    }

    private static bool Moves(OptionRight right, double price, double strike) =>
        Black76.ImpliedVolatility(right, price, 24000, strike, 0.01, 0, out var volatility) != PricingStatus.Ok || Math.Abs(volatility - 0.13) > 0.01;
}
