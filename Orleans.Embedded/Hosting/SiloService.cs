using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Starts and stops the silo with the host.</summary>
sealed class SiloService(Silo silo, IEnumerable<StartupTask> startup) : IHostedLifecycleService
{
    /// <summary>How long running requests may take once the host stops, before OnDeactivateAsync is called beside them.</summary>
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        silo.Start();
        foreach (var task in startup.OrderBy(static task => task.Stage))
            await task.Run(silo.Services, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Last, so that services that were started after the silo can still call grains while they stop.
    public Task StoppedAsync(CancellationToken cancellationToken) => silo.StopAsync(s_patience, cancellationToken);
}

/// <summary>Something to run once calls are taken.</summary>
sealed record StartupTask(int Stage, Func<IServiceProvider, CancellationToken, Task> Run);

/// <summary>The context of the running turn.</summary>
sealed class GrainContextAccessor : IGrainContextAccessor
{
    public IGrainContext GrainContext => Turn.Activation!;
}
