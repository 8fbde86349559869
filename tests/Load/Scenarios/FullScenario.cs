using Load.Support;

namespace Load.Scenarios;

/// <summary>The day as it is: every instrument ticks twice a second, the clients look at the nearest expiries of NIFTY and BANKNIFTY five times a second.</summary>
static class FullScenario
{
    const double CoresAllowed = 0.8;
    const double MegabytesAllowed = 500;

    /// <summary>A tick waits at most for the next flush of its chain and for the next frame of its client; 20 ms are the way itself.</summary>
    const int LatencyAllowed = 100 + 200 + 20;
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    static readonly TimeSpan ShortWarmUp = TimeSpan.FromSeconds(3);

    public static async Task Run(LoadSettings settings, Report report)
    {
        await using var lease = await settings.Benches.Take(settings, report);
        var bench = lease.Bench;
        await using var clients = await Crowd.StartUsers(bench, settings);
        await Task.Delay(settings.Short ? ShortWarmUp : WarmUp, TimeProvider.System);
        var before = await TickAccount.Settle(bench);
        await clients.Mark();
        var watch = new ProcessWatch(bench, clients);
        await watch.Follow(settings.Length(300, 5));
        var seen = await clients.Report();
        var account = (await TickAccount.Settle(bench)).Since(before);
        Print(settings, report, watch, seen, account);
    }

    static void Print(LoadSettings settings, Report report, ProcessWatch watch, Clients.ClientReport seen, TickAccount account)
    {
        var seconds = watch.Elapsed.TotalSeconds;
        var rate = account.Sent / seconds;
        report.Figure("full.rate", rate, "ticks/s");
        report.Figure("full.cpu", watch.Service.Cores, "cores");
        report.Figure("full.cpu.feeder", watch.Feeder.Cores, "cores");
        report.Figure("full.cpu.clients", watch.Clients.Cores, "cores");
        report.Figure("full.rss", watch.Service.MostMegabytes, "MB");
        report.Figure("full.rss.growth", watch.Service.GrowthMegabytes, "MB");
        report.Figure("full.frames", seen.Frames / seconds, "frames/s");
        report.Figure("full.bytes_per_frame", (double)seen.Bytes / Math.Max(seen.Frames, 1), "bytes");
        report.Figure("full.p50", seen.P50, "ms");
        report.Figure("full.p95", seen.P95, "ms");
        report.Figure("full.p99", seen.P99, "ms");
        report.Figure("full.longest", seen.Longest, "ms");
        report.Figure("full.longest_pause", seen.LongestPause, "ms");
        account.Print(report, "full");

        report.Bottleneck(rate < 0.97 * settings.Rate, $"the feeder sent {rate:0} ticks/s of {settings.Rate}: the service was not under full load.");
        report.Bottleneck(watch.Clients.Cores > 0.9, $"the clients used {watch.Clients.Cores:0.00} cores: what is measured may be their own latency.");
        report.Rule(seen.Refusal is null, $"a client was refused: {seen.Refusal}");
        report.Rule(seen.Connected == settings.Clients && seen.Disconnects == 0, $"{seen.Connected} of {settings.Clients} clients are connected, {seen.Disconnects} connections were lost.");
        report.Rule(seen.Holes == 0 && seen.Gaps == 0, $"the clients saw {seen.Holes} holes and {seen.Gaps} gaps.");
        report.Rule(seen.Ticks > 0 && seen.Frames > 0, "the clients saw no ticks.");
        report.Goal(seen.Frames >= 0.9 * Crowd.Hz * 2 * settings.Clients * seconds, $"the clients got {seen.Frames / seconds:0} frames/s of {Crowd.Hz * 2 * settings.Clients:0}.");
        report.Goal(watch.Service.Cores <= CoresAllowed, $"full.cpu is {watch.Service.Cores:0.00} cores; the goal is {CoresAllowed}.");
        report.Goal(watch.Service.MostMegabytes <= MegabytesAllowed, $"full.rss is {watch.Service.MostMegabytes:0} MB; the goal is {MegabytesAllowed}.");
        report.Goal(watch.Service.GrowthMegabytes <= 20, $"full.rss grew by {watch.Service.GrowthMegabytes:0} MB between the second and the last quarter.");
        report.Goal(seen.P99 <= LatencyAllowed, $"full.p99 is {seen.P99} ms; the goal is {LatencyAllowed} (100 for the chain's interval, 200 for the client's, 20 for the way).");
    }
}
