using Pricing.History;
using Pricing.Tests.Vector;

namespace Pricing.Tests.History;

public class CandleValuerTests
{
    private const long Expiry = 1_764_064_800;

    [Fact]
    public void Candles_are_valued_at_their_own_forward_and_time()
    {
        long[] at = [Expiry - 86_400, Expiry - 3600, Expiry - 3600, Expiry];
        double[] forwards = [26000, 26100, 26100, 26050];
        double[] prices = [120, 150, 50, 50];
        var (volatilities, statuses, greeks) = (new double[4], new PricingStatus[4], new OptionGreeks[4]);
        var columns = Widths.Results(4);
        CandleValuer.Value(
            OptionRight.Call, 26000, Expiry, 0.065, new() { UnixSeconds = at, Prices = prices, Forwards = forwards }, volatilities, statuses, columns);
        for (var i = 0; i < 4; i++)
            greeks[i] = columns[i];
        Assert.Equal([PricingStatus.Ok, PricingStatus.Ok, PricingStatus.BelowIntrinsic, PricingStatus.Expired], statuses);
        Assert.Equal(120, Black76.Price(OptionRight.Call, 26000, 26000, 1 / 365.0, 0.065, volatilities[0]), 1e-9);
        Assert.Equal(150, Black76.Price(OptionRight.Call, 26100, 26000, 1 / 8760.0, 0.065, volatilities[1]), 1e-9);
        Assert.Equal(120, greeks[0].Price, 1e-9);
        Assert.Equal(OptionGreeks.None, greeks[2]);
        Assert.Equal(OptionGreeks.None, greeks[3]);
    }

    [Fact]
    public void Columns_of_different_lengths_are_refused() => Assert.Throws<ArgumentException>(() => CandleValuer.Value(
        OptionRight.Call, 26000, Expiry, 0.065, new() { UnixSeconds = [Expiry], Prices = [1.0], Forwards = [] },
        new double[1], new PricingStatus[1], Widths.Results(1)));
}
