using Load.Support;

namespace Load.Fanout;

/// <summary>What clients can do to each other: one that stops reading, and many that come and go.</summary>
static class FanoutHarm
{
    const double Hz = 10;
    const double AskedHz = 20;
    const double ChangeAllowed = 0.05;
    const double MegabytesAllowed = 20;

    /// <summary>Stretches without and with a frozen client take turns; their medians are compared.</summary>
    public static async Task Frozen(LoadSettings settings, Report report, FanoutProcess server, string address, int count)
    {
        await server.Say($"rate hub {Hz}");
        await using var clients = await FanoutProcess.Clients(address, "hub", count, AskedHz);
        await FanoutScenario.Pause(settings.Short ? 1 : 5);
        var (without, with) = (new List<FanoutWindow>(), new List<FanoutWindow>());
        var grown = 0d;
        var length = settings.Length(6, 1);
        for (var turn = 0; turn < (settings.Short ? 1 : 4); turn++)
        {
            without.Add(await FanoutWindow.Measure(server, clients, length));
            var before = server.Sample().Megabytes;
            await clients.Say("freeze");
            // Its buffers fill first; from then on it is in nobody's way, or it is.
            await FanoutScenario.Pause(2);
            with.Add(await FanoutWindow.Measure(server, clients, length));
            grown = Math.Max(grown, server.Sample().Megabytes - before);
        }

        var after = await server.Ask<FanoutCounts>("counts");
        for (var i = 0; i < 40 && after.Connections > count; i++)
        {
            await FanoutScenario.Pause(0.5);
            after = await server.Ask<FanoutCounts>("counts");
        }

        var p99 = Change(without, with, w => w.Seen.P99);
        var gap = Change(without, with, w => w.Seen.LongestGap);
        report.Figure("fanout.frozen.p99", 100 * p99, "% change");
        report.Figure("fanout.frozen.longest_gap", 100 * gap, "% change");
        report.Figure("fanout.frozen.memory", grown, "MB");
        report.Figure("fanout.frozen.left", after.Connections - count, "connections");
        report.Rule(with.All(w => w.Seen.Rate >= FanoutScenario.LeastShare(settings) * Hz * count), $"fanout: beside a frozen client the others got {with.Min(w => w.Seen.Rate):0} frames/s of {Hz * count:0}.");
        report.Rule(after.Connections == count, $"fanout: {after.Connections - count} frozen clients are still connected.");
        report.Goal(p99 < ChangeAllowed, $"fanout: a frozen client changes the others' p99 by {p99:P1}; the goal is less than {ChangeAllowed:P0}.");
        report.Goal(gap < ChangeAllowed, $"fanout: a frozen client changes the others' longest gap by {gap:P1}; the goal is less than {ChangeAllowed:P0}.");
        report.Goal(grown < MegabytesAllowed, $"fanout: frozen clients cost {grown:0} MB; the goal is less than {MegabytesAllowed}.");
    }

    public static async Task Churn(LoadSettings settings, Report report, FanoutProcess server, string address)
    {
        var (perSecond, seconds) = (settings.Short ? 50 : 100, settings.Short ? 2 : 20);
        await using var clients = await FanoutProcess.Clients(address, "hub", 0, AskedHz);
        // What the first visitors leave behind (pools, compiled code) is not a leak.
        await clients.Ask<int>($"churn {perSecond} {seconds / 2}", TimeSpan.FromSeconds(60));
        var before = await Settled(server);
        var handles = server.Sample().Handles;
        var served = await clients.Ask<int>($"churn {perSecond} {seconds}", TimeSpan.FromSeconds(60));
        var after = await Settled(server);
        var left = server.Sample().Handles - handles;
        report.Figure("fanout.churn.clients", served, "clients");
        report.Figure("fanout.churn.left", after.Connections + after.Streams + after.Watchers, "connections, streams and watchers");
        report.Figure("fanout.churn.handles", left, "handles more");
        report.Figure("fanout.churn.heap", (after.Heap - before.Heap) / 1024.0 / served, "KB per client");
        // Who stays for a second may get none of ten frames where the machine has no time for it.
        report.Rule(served >= (settings.Short ? 0.8 : 0.95) * perSecond * seconds, $"fanout: {served} of {perSecond * seconds} clients that came and went got a frame.");
        report.Rule(after.IsEmpty, $"fanout: after everybody left there are {after}.");
        report.Rule(left <= 20, $"fanout: {left} handles more than before {served} clients came and went.");
        report.Rule(after.Heap - before.Heap < 2_000 * served, $"fanout: {(after.Heap - before.Heap) / served} bytes of each client that came and went stay.");
    }

    static async Task<FanoutCounts> Settled(FanoutProcess server)
    {
        var counts = await server.Ask<FanoutCounts>("counts");
        for (var i = 0; i < 40 && !counts.IsEmpty; i++)
        {
            await FanoutScenario.Pause(0.25);
            counts = await server.Ask<FanoutCounts>("counts");
        }

        return counts;
    }

    static double Change(List<FanoutWindow> without, List<FanoutWindow> with, Func<FanoutWindow, double> figure) => Middle(with, figure) / Middle(without, figure) - 1;

    static double Middle(List<FanoutWindow> windows, Func<FanoutWindow, double> figure)
    {
        var sorted = windows.Select(figure).Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
