using Load.Support;

namespace Load.Scenarios;

/// <summary>One account falls silent at full load, its connections open: how long until each of its instruments ticks again, seen by a client.</summary>
static class FailoverScenario
{
    const double SecondsAllowed = 5;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

    public static async Task Run(LoadSettings settings, Report report)
    {
        await using var lease = await settings.Benches.Take(settings, report);
        var bench = lease.Bench;
        await using var crowd = await Crowd.Start(bench, settings);
        await Task.Delay(settings.Short ? TimeSpan.FromSeconds(1) : WarmUp, TimeProvider.System);
        await crowd.AllLive(settings.Instruments, Patience);
        var moved = (await bench.ReadMetrics()).Sum("ticker_subscriptions_moved_total");
        // The last account is never the primary one, which has its own ways of being missed.
        await bench.Simulator.Control($"sockets/mute?user={bench.Simulator.Accounts[^1].UserId}");
        var took = await crowd.AllLive(settings.Instruments, Patience);
        var after = await bench.ReadMetrics();
        report.Figure("failover.all_live", took.TotalMilliseconds, "ms");
        report.Figure("failover.moved", after.Sum("ticker_subscriptions_moved_total") - moved, "instruments");
        report.Figure("failover.shed", after.Sum("ticker_subscriptions_shed"), "instruments");
        report.Rule(after.Sum("ticker_subscriptions_moved_total") > moved, "failover: nothing moved, so nothing was tested.");
        report.Rule(after.Sum("ticker_subscriptions_shed") == 0, "failover: instruments were shed though the other accounts have room.");
        report.Goal(took.TotalSeconds <= SecondsAllowed, $"failover.all_live is {took.TotalSeconds:0.0} s; the goal is {SecondsAllowed} s.");
    }
}
