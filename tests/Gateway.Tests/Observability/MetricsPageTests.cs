using System.Diagnostics.Metrics;
using Gateway.Observability;

namespace Gateway.Tests.Observability;

public sealed class MetricsPageTests : IDisposable
{
    readonly Meter meter = new("Test.Ticker");
    readonly MetricsPage page = new("Test.Ticker");

    public void Dispose()
    {
        page.Dispose();
        meter.Dispose();
    }

    [Fact]
    public void A_counter_adds_up_for_each_tag_set_and_names_are_prometheus_names()
    {
        var counter = meter.CreateCounter<long>("a.b-c", "{x}", "Counts.");
        counter.Add(2, new KeyValuePair<string, object?>("some.tag", "p\"q\\r\ns"));
        counter.Add(3, new KeyValuePair<string, object?>("some.tag", "p\"q\\r\ns"));
        counter.Add(1, new("x", 1), new("y", null));
        var text = page.Write();
        Assert.Contains("# HELP a_b_c_total Counts.\n# TYPE a_b_c_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("a_b_c_total{some_tag=\"p\\\"q\\\\r\\ns\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("a_b_c_total{x=\"1\",y=\"\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_histogram_counts_into_every_bucket_that_holds_the_value()
    {
        var histogram = meter.CreateHistogram<double>("wait", "s", "Waits.");
        histogram.Record(0.02, new KeyValuePair<string, object?>("account", "sim"));
        histogram.Record(100, new KeyValuePair<string, object?>("account", "sim"));
        var text = page.Write();
        Assert.Contains("# TYPE wait_seconds histogram\n", text, StringComparison.Ordinal);
        Assert.Contains("wait_seconds_bucket{account=\"sim\",le=\"0.01\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("wait_seconds_bucket{account=\"sim\",le=\"0.025\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("wait_seconds_bucket{account=\"sim\",le=\"30\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("wait_seconds_bucket{account=\"sim\",le=\"+Inf\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("wait_seconds_sum{account=\"sim\"} 100.02\nwait_seconds_count{account=\"sim\"} 2\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_observed_value_is_the_last_one_and_strangers_are_not_shown()
    {
        var seen = 0L;
        meter.CreateObservableCounter("seen", () => ++seen);
        meter.CreateObservableGauge("level", () => 7);
        using var stranger = new Meter("Stranger");
        stranger.CreateCounter<long>("foreign").Add(1);
        page.Write();
        var text = page.Write();
        Assert.Contains("seen_total 2\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE level gauge\nlevel 7\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("foreign", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Tag_sets_beyond_the_bound_are_dropped_and_counted()
    {
        var counter = meter.CreateCounter<int>("many");
        for (var i = 0; i < 210; i++)
            counter.Add(1, new KeyValuePair<string, object?>("i", i));
        var text = page.Write();
        Assert.Contains("ticker_metrics_dropped_total 10\n", text, StringComparison.Ordinal);
        Assert.Contains("many_total{i=\"199\"} 1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("i=\"200\"", text, StringComparison.Ordinal);
    }
}
