using Load.Support;

namespace Load.Scenarios;

/// <summary>
/// The load of a day for 2 minutes, or 30 with <c>--full</c>. What could leak is read every second; growth is the median of the last quarter less that of the second one, since
/// the first is still settling.
/// </summary>
static class SoakScenario
{
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    public static async Task Run(LoadSettings settings, Report report)
    {
        await using var lease = await settings.Benches.Take(settings, report);
        var bench = lease.Bench;
        await using var users = await Crowd.StartUsers(bench, settings);
        await Task.Delay(settings.Short ? TimeSpan.FromSeconds(2) : WarmUp, TimeProvider.System);
        var inside = new Dictionary<string, List<double>>
        {
            ["timers"] = [],
            ["activations"] = [],
            ["heap_mb"] = [],
        };
        var watch = new ProcessWatch(bench, users);
        await watch.Follow(settings.Length(settings.Full ? 1800 : 120, 5), async () =>
        {
            var now = await bench.ReadMetrics();
            inside["timers"].Add(now.Sum("dotnet_timer_count"));
            inside["activations"].Add(now.Sum("ticker_grains_activations"));
            inside["heap_mb"].Add(now.Sum("dotnet_gc_last_collection_heap_size") / 1024 / 1024);
        });
        report.Figure("soak.seconds", watch.Elapsed.TotalSeconds, "s");
        Judge("rss", watch.Service.Samples.Select(s => s.Megabytes), "MB", 20, isRule: false);
        Judge("heap", inside["heap_mb"], "MB", 15, isRule: false);
        Judge("handles", watch.Service.Samples.Select(s => (double)s.Handles), "handles", 10, isRule: true);
        Judge("threads", watch.Service.Samples.Select(s => (double)s.Threads), "threads", 8, isRule: true);
        // Every client has a timer or two of its own running at any moment, a few more or less.
        Judge("timers", inside["timers"], "timers", 0.25 * settings.Clients + 10, isRule: true);
        Judge("activations", inside["activations"], "activations", 0.002 * settings.Instruments, isRule: true);
        var seen = await users.Report();
        report.Figure("soak.frames", seen.Frames, "frames");
        report.Rule(seen.Holes == 0, $"soak: the clients saw {seen.Holes} holes.");
        report.Rule(inside["activations"][^1] >= settings.Instruments, $"soak: {inside["activations"][^1]} activations are fewer than the instruments.");

        void Judge(string name, IEnumerable<double> samples, string unit, double allowed, bool isRule)
        {
            var series = samples.ToList();
            var growth = Growth(series);
            report.Figure($"soak.{name}", series[^1], unit);
            report.Figure($"soak.{name}.growth", growth, unit);
            var sentence = $"soak: {name} grew by {growth:0.#} {unit} between the second and the last quarter; {allowed:0.#} is what comes and goes.";
            if (isRule)
                report.Rule(growth <= allowed, sentence);
            else
                report.Goal(growth <= allowed, sentence);
        }
    }

    static double Growth(List<double> samples)
    {
        var quarter = samples.Count / 4;
        return quarter == 0 ? 0 : Median(samples[^quarter..]) - Median(samples[quarter..(2 * quarter)]);
    }

    static double Median(IEnumerable<double> some)
    {
        var sorted = some.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
