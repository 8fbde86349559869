using Grains.Interfaces;
using Grains.Interfaces.Subscriptions;
using Grains.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grains.Feeds;

/// <summary>
/// In a cluster: tells this silo how the sockets of other silos are, and what time their packets say it is. Asking also wakes the subscriptions, and through them the feeds,
/// after the silo that had them was lost.
/// </summary>
internal sealed partial class FeedWatch(FeedBoard board, MarketClock market, IGrainFactory grains, TimeProvider time, ILogger<FeedWatch> logger) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Look(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    async Task Look(CancellationToken stoppingToken)
    {
        try
        {
            var feeds = await grains.GetGrain<ISubscriptionGrain>(GrainKeys.Subscriptions).Feeds().WaitAsync(stoppingToken);
            board.Hear(feeds);
            foreach (var feed in feeds.Where(f => f.Simulated))
                market.Observe(feed.ExchangeTime);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
        {
            LogUnheard(logger, e);
        }
    }

    [LoggerMessage(3020, LogLevel.Warning, "How the feeds are is not known for the moment: the last answers stand")]
    static partial void LogUnheard(ILogger logger, Exception exception);
}
