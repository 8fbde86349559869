using Grains.Interfaces;
using Grains.Interfaces.Subscriptions;

namespace Gateway.Market;

/// <summary>Tells the subscriptions which chains and single instruments the clients of this gateway look at: at once when there is a new one, and every few seconds, because what is not repeated lapses.</summary>
sealed partial class ChainDemandReport(ChainRelays relays, Quotes.QuoteBoard quotes, IClusterClient cluster, TimeProvider time, ILogger<ChainDemandReport> logger) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    readonly string gateway = $"{Environment.MachineName}:{Environment.ProcessId}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await Pause(stoppingToken);
                await Report(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    async Task Pause(CancellationToken stoppingToken)
    {
        using var period = new CancellationTokenSource(Period, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, period.Token);
        try
        {
            await relays.NewlyWatched.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // Nothing new in this period.
        }
    }

    async Task Report(CancellationToken stoppingToken)
    {
        try
        {
            await cluster.GetGrain<ISubscriptionGrain>(GrainKeys.Subscriptions).Demand(gateway, [.. relays.Watched(), .. quotes.Watched().Select(q => new ChainDemand(GrainKeys.Instrument(q.Instrument), q.Clients))]).WaitAsync(stoppingToken);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
        {
            LogNotReported(logger, e);
        }
    }

    [LoggerMessage(4020, LogLevel.Warning, "What clients look at could not be reported; trying again")]
    static partial void LogNotReported(ILogger logger, Exception exception);
}
