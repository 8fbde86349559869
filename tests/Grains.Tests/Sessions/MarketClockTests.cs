using Grains.Accounts;
using Grains.Sessions;
using Grains.Tests.Market.Support;

namespace Grains.Tests.Sessions;

public class MarketClockTests
{
    readonly ManualTime time = new(new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero));

    MarketClock Clock(string broker) => new(time, new AccountRegistry([new AccountOptions { Broker = broker }]));

    [Fact]
    public void Live_it_is_this_machines_time_in_india_whatever_packets_say()
    {
        var clock = Clock("kite");
        clock.Observe(Listing.NoonSeconds);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 1, 30, 0, new(5, 30, 0)), clock.Now);
        Assert.Equal(new TimeSpan(5, 30, 0), clock.Now.Offset);
        Assert.Equal(new DateOnly(2026, 3, 2), clock.Today);
    }

    [Fact]
    public void Simulated_it_is_what_packets_say_and_this_machines_before_the_first()
    {
        var clock = Clock("simulator");
        Assert.Equal(new DateOnly(2026, 3, 2), clock.Today);
        clock.Observe(Listing.NoonSeconds);
        Assert.Equal(Listing.Noon, clock.Now);
        Assert.Equal(new DateOnly(2025, 11, 20), clock.Today);
    }

    [Fact]
    public void The_latest_packet_counts_in_whatever_order_threads_tell()
    {
        var clock = Clock("simulator");
        Parallel.For(0, 1000, i => clock.Observe(Listing.NoonSeconds + ((i * 7919) % 1000)));
        clock.Observe(Listing.NoonSeconds);
        Assert.Equal(Listing.Noon.AddSeconds(999), clock.Now);
    }
}
