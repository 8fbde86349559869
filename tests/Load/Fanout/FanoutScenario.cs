using Load.Support;

namespace Load.Fanout;

/// <summary>
/// A thousand clients on the gateway's hub. The server is the gateway's own hub, relay, pumps and protocol on Kestrel, fed by one synthetic chain: frames are 8 KB each and ten a second to
/// the millisecond, nothing but fan-out is in the processor time, and the bare broadcast beside it sends the same bytes from the same process.
/// </summary>
static class FanoutScenario
{
    const double Hz = 10;
    const double AskedHz = 20;
    const double CoresAllowed = 0.35;
    const double MillisecondsAllowed = 40;
    const double LeastRatio = 0.55;

    /// <summary>Of a short run, whose code is cold when it is measured: of frames for the same processor time, which a busy machine leaves as it is.</summary>
    const double LeastShortRatio = 0.3;

    public static async Task Run(LoadSettings settings, Report report)
    {
        var count = settings.Short ? 200 : 1_000;
        var (server, address) = await FanoutProcess.Server(settings.Short ? ["--Ticker:Hub:SlowClientLimit=00:00:02"] : []);
        await using var serving = server;
        await Steady(settings, report, server, address, count);
        await Saturated(settings, report, server, address, count);
        await FanoutHarm.Frozen(settings, report, server, address, count);
        await FanoutHarm.Churn(settings, report, server, address);
    }

    static async Task Steady(LoadSettings settings, Report report, FanoutProcess server, string address, int count)
    {
        await server.Say($"rate hub {Hz}");
        await using var clients = await FanoutProcess.Clients(address, "hub", count, AskedHz);
        await Pause(settings.Short ? 1 : 5);
        var window = await FanoutWindow.Measure(server, clients, settings.Length(20, 2));
        report.Figure("fanout.connections", window.Seen.Connected, "connections");
        report.Figure("fanout.bytes_per_frame", (double)window.Seen.Bytes / Math.Max(1, window.Seen.Updates), "bytes");
        report.Figure("fanout.pieces_per_frame", (double)window.Seen.Frames / Math.Max(1, window.Seen.Updates), "WebSocket frames");
        report.Figure("fanout.frames", window.Seen.Rate, "frames/s");
        report.Figure("fanout.cpu", window.ServerCores, "cores");
        report.Figure("fanout.cpu.clients", window.ClientCores, "cores");
        report.Figure("fanout.p50", window.Seen.P50, "ms");
        report.Figure("fanout.p99", window.Seen.P99, "ms");
        report.Figure("fanout.longest_gap", window.Seen.LongestGap, "ms");
        report.Figure("fanout.allocated", window.AllocatedPerUpdate, "bytes per frame");
        report.Rule(window.Seen.Connected == count, $"fanout: {window.Seen.Connected} of {count} clients are connected.");
        report.Rule(window.Seen.Rate >= LeastShare(settings) * Hz * count, $"fanout: the clients got {window.Seen.Rate:0} frames/s of {Hz * count:0}.");
        report.Rule(window.Seen.Frames <= 1.01 * window.Seen.Updates, $"fanout: {window.Seen.Updates} frames came in {window.Seen.Frames} pieces.");
        report.Bottleneck(window.ClientCores > 0.8, $"fanout: the clients used {window.ClientCores:0.00} cores: what is measured may be their own lag.");
        report.Goal(window.ServerCores <= CoresAllowed, $"fanout.cpu is {window.ServerCores:0.00} cores; the goal is {CoresAllowed}.");
        report.Goal(window.Seen.P99 <= MillisecondsAllowed, $"fanout.p99 is {window.Seen.P99:0} ms; the goal is {MillisecondsAllowed}.");
    }

    /// <summary>More is published than can be sent; hub and bare take turns, so that what else the machine does falls on both.</summary>
    static async Task Saturated(LoadSettings settings, Report report, FanoutProcess server, string address, int count)
    {
        var offered = settings.Short ? 1_000 : 250;
        var rates = new Dictionary<string, List<FanoutWindow>> { ["hub"] = [], ["bare"] = [] };
        for (var turn = 0; turn < (settings.Short ? 1 : 3); turn++)
        {
            foreach (var kind in new[] { "hub", "bare" })
            {
                await server.Say($"rate {kind} {offered}");
                await using var clients = await FanoutProcess.Clients(address, kind, count, 1_000);
                await Pause(settings.Short ? 2 : 3);
                rates[kind].Add(await FanoutWindow.Measure(server, clients, settings.Length(5, 1)));
                await server.Say($"rate {kind} 0");
            }
        }

        var (hub, bare) = (FanoutWindow.Median(rates["hub"]), FanoutWindow.Median(rates["bare"]));
        var ratio = hub.Seen.Rate / bare.Seen.Rate;
        report.Figure("fanout.saturated", hub.Seen.Rate, "frames/s");
        report.Figure("fanout.saturated.bare", bare.Seen.Rate, "frames/s");
        report.Figure("fanout.saturated.ratio", ratio, "of the bare broadcast");
        var cpuRatio = bare.ServerCores / bare.Seen.Rate / (hub.ServerCores / hub.Seen.Rate);
        report.Figure("fanout.saturated.cpu_ratio", cpuRatio, "of the bare broadcast's frames per core");
        report.Figure("fanout.saturated.cpu", hub.ServerCores, "cores");
        report.Figure("fanout.saturated.cpu.clients", hub.ClientCores, "cores");
        report.Figure("fanout.saturated.allocated", hub.AllocatedPerUpdate, "bytes per frame");
        report.Bottleneck(hub.ClientCores > hub.ServerCores, $"fanout: at saturation the clients used {hub.ClientCores:0.00} cores, the server {hub.ServerCores:0.00}: the clients were the limit.");
        report.Rule(hub.Seen.Rate < 0.97 * offered * count, $"fanout: {hub.Seen.Rate:0} frames/s is all that was offered: it was not saturated.");
        if (settings.Short)
            report.Rule(cpuRatio >= LeastShortRatio, $"fanout.saturated.cpu_ratio is {cpuRatio:0.00}; it must be {LeastShortRatio}.");
        else
            report.Rule(ratio >= LeastRatio, $"fanout.saturated.ratio is {ratio:0.00}; it must be {LeastRatio}.");
    }

    /// <summary>Of the frames that were published: a machine that is busy with other tests delivers fewer, as it should.</summary>
    internal static double LeastShare(LoadSettings settings) => settings.Short ? 0.5 : 0.9;

    internal static Task Pause(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, CancellationToken.None);
}
