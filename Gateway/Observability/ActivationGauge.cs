using System.Diagnostics.Metrics;

namespace Gateway.Observability;

/// <summary>How many grains are activated, asked now and then: what only grows is a leak.</summary>
sealed class ActivationGauge : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    readonly IClusterClient cluster;
    readonly TimeProvider time;
    int activations;

    public ActivationGauge(IClusterClient cluster, TimeProvider time, IMeterFactory meters)
    {
        (this.cluster, this.time) = (cluster, time);
        meters.Create("Ticker").CreateObservableGauge("ticker.grains.activations", () => Volatile.Read(ref activations), "{activation}", "Grains that are activated, as of a few seconds ago.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Ask(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    async Task Ask(CancellationToken stoppingToken)
    {
        try
        {
            Volatile.Write(ref activations, await cluster.GetGrain<IManagementGrain>(0).GetTotalActivationCount().WaitAsync(stoppingToken));
        }
        catch (Exception e) when (e is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
        {
            // A cluster that is between silos: the last count stands.
        }
    }
}
