using Grains.Feeds;
using Grains.Instruments;
using Grains.Interfaces.Chains;
using Grains.Observability;
using Grains.Publishing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grains.Chains;

/// <summary>
/// Every interval, one call per changed chain. A flush that takes longer than the interval makes the next one later and larger: values conflate, nothing queues.
/// </summary>
internal sealed partial class ConflatorPump(
    ChainConflator conflator, InstrumentDirectory directory, FeedBoard feeds, IGrainFactory grains, IOptions<PricingOptions> options, StageTimes stages, TimeProvider time, ILogger<ConflatorPump> logger,
    TickPublisher? publisher = null)
    : BackgroundService
{
    /// <summary>An idle chain is visited this often, so that freshness is true even when nothing ticks.</summary>
    static readonly TimeSpan IdleVisit = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Round();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, or did not start after all.
        }
    }

    internal async Task Round()
    {
        conflator.Prune(directory.Current);
        foreach (var underlying in conflator.Underlyings)
            await Flush(underlying);
    }

    /// <summary>One underlying: its spot and futures first, because its chains are valued with them.</summary>
    internal async Task Flush(UnderlyingLanes underlying)
    {
        var updates = underlying.Spot.Drain();
        var health = feeds.All();
        try
        {
            var began = time.GetTimestamp();
            var point = await grains.GetGrain<IUnderlyingGrain>(underlying.Key).Apply(updates);
            if (!updates.IsEmpty)
                stages.OnUnderlying(time.GetElapsedTime(began));
            publisher?.Offer(updates);
            await Task.WhenAll(underlying.Chains.Select(lane => Flush(lane, new([], point, health), !updates.IsEmpty)));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            underlying.Spot.Restore(updates);
            LogFlushFailed(logger, underlying.Key, e);
        }
    }

    async Task Flush(ConflatorLane lane, ChainBatch batch, bool underlyingMoved)
    {
        var updates = lane.Drain(out var waited);
        var now = time.GetTimestamp();
        if (updates.IsEmpty && !underlyingMoved && time.GetElapsedTime(lane.VisitedAt, now) < IdleVisit)
            return;
        if (!updates.IsEmpty)
            stages.OnConflated(waited);
        try
        {
            lane.Forward = await grains.GetGrain<IOptionChainGrain>(lane.Key).Apply(batch with { Updates = updates, SentAt = time.GetUtcNow().UtcTicks });
            lane.VisitedAt = now;
            publisher?.Offer(updates);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            lane.Restore(updates);
            LogFlushFailed(logger, lane.Key, e);
        }
    }

    [LoggerMessage(2002, LogLevel.Warning, "Flush to {Grain} failed: its values are kept and go out with the next flush")]
    static partial void LogFlushFailed(ILogger logger, string grain, Exception exception);
}
