using Gateway.Tests.Support;

namespace Gateway.Tests.Service;

/// <summary>The latency breakdown on /metrics.</summary>
[Collection(nameof(Support.Service))]
public class StageMetricsTests(Support.Service service)
{
    [Theory]
    [InlineData("receive")]
    [InlineData("decode")]
    [InlineData("queue")]
    [InlineData("instrument")]
    [InlineData("conflate")]
    [InlineData("underlying")]
    [InlineData("turn")]
    [InlineData("chain")]
    [InlineData("publish")]
    [InlineData("relay")]
    [InlineData("pump")]
    [InlineData("serialise")]
    [InlineData("write")]
    public async Task Every_stage_on_the_way_of_a_tick_is_measured(string stage)
    {
        await using var hub = await HubClient.Connect(service.Address);
        await hub.Stream("1", "NIFTY", null, new { max_hz = 20 });
        for (var i = 0; i < 5; i++)
            await hub.Frame("1");
        var text = (await service.Get("/metrics")).Text;
        Assert.Contains($"ticker_stage_duration_seconds_count{{stage=\"{stage}\"}}", text, StringComparison.Ordinal);
        Assert.Contains("ticker_tick_age_seconds_count ", text, StringComparison.Ordinal);
        Assert.Contains("ticker_hub_frames_total{stream=\"chain\"}", text, StringComparison.Ordinal);
    }
}
