using Load.Support;

namespace Load.Scenarios;

/// <summary>The service is killed at full load and started again on its data folder: how long until each instrument ticks again at a client that reconnected.</summary>
static class RestartScenario
{
    const double SecondsAllowed = 10;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static async Task Run(LoadSettings settings, Report report)
    {
        await using var lease = await settings.Benches.Take(settings, report);
        var bench = lease.Bench;
        await using var crowd = await Crowd.Start(bench, settings);
        var began = TimeProvider.System.GetTimestamp();
        await bench.Service.Kill();
        await bench.Service.DisposeAsync();
        await bench.StartService();
        await crowd.AllLive(settings.Instruments, Patience);
        var took = TimeProvider.System.GetElapsedTime(began);
        var users = await crowd.Users.Report();
        report.Figure("restart.ready", bench.Service.ReadyAfter.TotalMilliseconds, "ms");
        report.Figure("restart.all_live", took.TotalMilliseconds, "ms");
        // Beside the time, because it does not depend on what else the machine does.
        report.Figure("restart.processor", bench.Sample().Processor.TotalSeconds, "s");
        report.Figure("restart.clients_back", users.Connected, "clients");
        report.Rule(users.Connected == settings.Clients, $"restart: {users.Connected} of {settings.Clients} clients are connected again.");
        report.Goal(took.TotalSeconds <= SecondsAllowed, $"restart.all_live is {took.TotalSeconds:0.0} s; the goal is {SecondsAllowed} s.");
    }
}
