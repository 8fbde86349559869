using Benchmarks;
using Load.Support;

namespace Load.Scenarios;

/// <summary>
/// Floods of packets that were encoded beforehand, each of which moves its quote, so that volatility and Greeks are worked out for all of them. The rate rises until the
/// service falls behind; then half a million a second, and how long it takes until clients are served as before.
/// </summary>
static class PeakScenario
{
    const int Goal = 500_000;
    const double RecoveryAllowed = 2;
    static readonly int[] Steps = [100_000, 200_000, 300_000, 400_000, 500_000, 650_000, 800_000, 1_000_000];
    static readonly int[] ShortSteps = [20_000];
    /// <summary>Of what arrived, overwritten before a grain saw it: more than a hiccup of the machine.</summary>
    const double Behind = 0.05;

    public static async Task Run(LoadSettings settings, Report report)
    {
        var step = TimeSpan.FromSeconds(settings.Short ? 1 : 3);
        var feeder = await FeederMaximum(settings);
        report.Figure("peak.feeder", feeder, "ticks/s");
        await using var lease = await settings.Benches.Take(settings, report);
        var bench = lease.Bench;
        await using var users = await Crowd.StartUsers(bench, settings);
        await Task.Delay(settings.Short ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(15), TimeProvider.System);
        var before = await TickAccount.Settle(bench);
        var reached = 0.0;
        foreach (var rate in settings.Short ? ShortSteps : Steps)
        {
            var (sent, conflated) = await Flood(bench, rate, step);
            report.Figure($"peak.{rate / 1000}k.handled", sent, "ticks/s");
            report.Figure($"peak.{rate / 1000}k.conflated_at_feed", 100 * conflated, "%");
            await Task.Delay(step, TimeProvider.System);
            // Behind: it takes less than is offered, or has to overwrite what it has not looked at.
            if (sent < 0.97 * rate || conflated > Behind)
                break;
            reached = rate;
        }

        report.Figure("peak.keeps_up", reached, "ticks/s");
        var burst = await Recovery(settings, report, bench, users);
        var account = (await TickAccount.Settle(bench)).Since(before);
        account.Print(report, "peak");
        report.Bottleneck(!settings.Short && feeder < 1.1 * Goal, $"the feeder alone sends {feeder:0} ticks/s at most: it cannot offer {Goal} and leave the service room.");
        report.Goal(settings.Short || burst >= 0.97 * Goal, $"peak: the service took {burst:0} ticks/s of {Goal} offered.");
    }

    static async Task<double> Recovery(LoadSettings settings, Report report, LoadBench bench, ClientProcess users)
    {
        await users.Mark();
        await Task.Delay(settings.Short ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(5), TimeProvider.System);
        var usual = await users.Report();
        var length = settings.Short ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(10);
        var (burst, conflated) = await Flood(bench, settings.Short ? 4 * ShortSteps[0] : Goal, length);
        var ended = TimeProvider.System.GetTimestamp();
        report.Figure("peak.burst", burst, "ticks/s");
        report.Figure("peak.burst.conflated_at_feed", 100 * conflated, "%");
        // Served as before: in half a second of frames the slow ones are no slower than the usual slow ones. Said of the end of that half second.
        var recovered = TimeSpan.Zero;
        while (recovered < TimeSpan.FromSeconds(15))
        {
            await users.Mark();
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
            recovered = TimeProvider.System.GetElapsedTime(ended);
            var now = await users.Report();
            if (now.Ticks > 0 && now.P95 <= Math.Max(320, 1.1 * usual.P95))
                break;
        }

        report.Figure("peak.recovery", recovered.TotalMilliseconds, "ms");
        report.Goal(recovered.TotalSeconds <= RecoveryAllowed, $"peak.recovery is {recovered.TotalSeconds:0.0} s; the goal is {RecoveryAllowed} s.");
        return burst;
    }

    /// <summary>What went through, a second, and which part of it was overwritten before any grain saw it.</summary>
    static async Task<(double Sent, double Conflated)> Flood(LoadBench bench, int rate, TimeSpan length)
    {
        var before = await TickAccount.Read(bench);
        await bench.Simulator.Control(FormattableString.Invariant($"flood?rate={rate}&seconds={length.TotalSeconds}"));
        await Task.Delay(length, TimeProvider.System);
        await Eventually.Becomes("the flood", "its end", () => bench.Simulator.State(), s => !s.GetProperty("flooding").GetBoolean());
        // The kernel's buffers still hold a little of it.
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        var flood = (await TickAccount.Read(bench)).Since(before);
        return (flood.Received / length.TotalSeconds, flood.FeedConflated / Math.Max(flood.Received, 1));
    }

    /// <summary>The same flood into sockets that only read: no service is asked for more than this.</summary>
    static async Task<double> FeederMaximum(LoadSettings settings)
    {
        await using var simulator = await SimulatorProcess.Start("--instruments", $"{settings.Instruments}", "--accounts", $"{settings.Accounts}", "--no-limits", "--stamp");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = simulator.Rest };
        await using var drain = new TickerDrain(http, simulator.Ticker);
        foreach (var account in simulator.Accounts)
            await drain.Connect(account.ApiKey, account.ApiSecret, 3, settings.Instruments / (3 * settings.Accounts));
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        await simulator.Control("flood?rate=5000000&seconds=2");
        var (packets, began) = (drain.Packets, TimeProvider.System.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System);
        return (drain.Packets - packets) / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }
}
