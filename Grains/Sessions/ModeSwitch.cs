using Grains.Accounts;
using Grains.Chains;
using Grains.Instruments;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grains.Sessions;

/// <summary>
/// Switches this silo between the live market and a simulated one, by the settings and the calendar. At a switch everything that was made of the other market's prices is
/// forgotten before anything new comes: instruments, chains and bars begin anew with the other list.
/// </summary>
internal sealed partial class ModeSwitch(
    AccountRegistry accounts, SessionClock sessions, InstrumentDirectory directory, ChainConflator conflator, IOptionsMonitor<ModeOptions> options, TimeProvider time,
    ILogger<ModeSwitch> logger) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    static readonly string[] Exchanges = ["NSE", "NFO", "BSE", "BFO"];
    bool missing;

    /// <summary>Before the first list of instruments is asked for.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        accounts.Switching = Forget;
        Apply();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Apply();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    internal void Apply()
    {
        if (accounts.UseMode(Wanted()))
            LogSwitched(logger, accounts.Mode, accounts.Primary.Id);
    }

    /// <summary>Null: whatever the primary account is.</summary>
    string? Wanted()
    {
        var simulate = options.CurrentValue.Simulate;
        if (simulate == "never" || accounts.All.All(a => a.Mode == "simulated"))
            return null;
        var simulator = accounts.All.Any(a => a is { Mode: "simulated", IsUsable: true });
        if (!simulator && !missing)
            LogNoSimulator(logger, simulate);
        missing = !simulator;
        return !simulator ? null : simulate == "always" || !IsNearSession() ? "simulated" : "live";
    }

    /// <summary>By this machine's clock: the simulator's own says nothing of the real day.</summary>
    bool IsNearSession()
    {
        var now = time.GetUtcNow();
        return Exchanges.Any(e => At(e, now) || At(e, now + options.CurrentValue.Lead) || At(e, now - options.CurrentValue.Lag));
    }

    bool At(string exchange, DateTimeOffset instant) => sessions.Calendar.At(exchange, instant) is { IsInSession: true };

    void Forget()
    {
        directory.Clear();
        conflator.Clear();
    }

    [LoggerMessage(1020, LogLevel.Warning, "The market is {Mode} from here on, by account {Account}")]
    static partial void LogSwitched(ILogger logger, string mode, string account);

    [LoggerMessage(1021, LogLevel.Warning, "Ticker:Modes:Simulate is {Simulate}, and no account is a simulator's: the market stays live")]
    static partial void LogNoSimulator(ILogger logger, string simulate);
}
