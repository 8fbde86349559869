using Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Service;

/// <summary>A service on a machine whose clock is ahead of the broker's.</summary>
public sealed class ClockTests(ClockTests.Ahead service) : IClassFixture<ClockTests.Ahead>
{
    [Fact]
    public async Task A_clock_that_is_off_is_shown_and_the_service_stays_ready()
    {
        var ready = (await service.Get("/health/ready")).IsOk().Json;
        Assert.Equal("degraded", ready.GetProperty("status").GetString());
        var clock = Assert.Single(ready.GetProperty("components").EnumerateArray(), c => c.GetProperty("degraded").GetBoolean());
        Assert.Equal(("clock", true), (clock.GetProperty("name").GetString(), clock.GetProperty("ready").GetBoolean()));
        Assert.Matches(@"^This machine's clock is \d+\.\d s ahead of the broker's: synchronise it\.$", clock.GetProperty("detail").GetString());
        Assert.Matches(@"(?m)^ticker_account_clock_offset_seconds\{account=""sim""\} -\d", (await service.Get("/metrics")).Text);
    }

    public sealed class Ahead : Support.Service
    {
        private protected override void Replace(IServiceCollection services) => services.AddSingleton<TimeProvider>(new AheadOfTime());
    }

    sealed class AheadOfTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddSeconds(30);
    }
}
