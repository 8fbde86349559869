using Kite.Ticker;

namespace Kite.Tests.Ticker;

public class TickerBackoffTests
{
    readonly TickerBackoff _backoff = new(new TickerOptions
    {
        Addresses = KiteAddresses.Zerodha, ApiKey = "k", AccessToken = _ => new("t"), Random = new Random(1),
    });

    [Fact]
    public void Waits_double_up_to_the_limit_and_are_spread()
    {
        double[] most = [0.5, 1, 2, 4, 8, 16, 30, 30];
        var waits = most.Select(_ => _backoff.AfterFailure().TotalSeconds).ToArray();
        Assert.All(waits.Zip(most), pair => Assert.InRange(pair.First, pair.Second / 2, pair.Second));
        Assert.Equal(waits.Length, waits.Distinct().Count());
    }

    [Fact]
    public void Waits_begin_anew_after_a_reset()
    {
        for (var i = 0; i < 100; i++)
            _backoff.AfterFailure();
        _backoff.Reset();
        Assert.InRange(_backoff.AfterFailure().TotalSeconds, 0.25, 0.5);
    }

    [Fact]
    public void A_refusal_waits_for_longer_and_at_least_as_told()
    {
        Assert.InRange(_backoff.AfterRefusal(null).TotalSeconds, 7.5, 15);
        Assert.InRange(_backoff.AfterRefusal(null).TotalSeconds, 15, 30);
        Assert.Equal(TimeSpan.FromMinutes(5), _backoff.AfterRefusal(TimeSpan.FromMinutes(5)));
        Assert.InRange(_backoff.AfterRefusal(TimeSpan.FromSeconds(1)).TotalSeconds, 30, 60);
    }
}
