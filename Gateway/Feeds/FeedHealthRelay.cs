using System.Collections.Immutable;
using Gateway.Streaming;
using Grains.Interfaces;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Subscriptions;

namespace Gateway.Feeds;

/// <summary>One socket's health, with what only two readings together can tell.</summary>
sealed record FeedReading(FeedHealth Health, double PacketsPerSecond);

/// <summary>How all sockets are, read once a second while anybody watches, once for all who do.</summary>
sealed partial class FeedHealthRelay(IClusterClient cluster, TimeProvider time, ILogger<FeedHealthRelay> logger) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    readonly long epoch = time.GetUtcNow().ToUnixTimeMilliseconds();
    Reading latest = new(0, 0, []);
    bool isFailing;

    public long Epoch => epoch;

    /// <summary>Woken by every reading.</summary>
    public PumpCrowd Pumps { get; } = new();

    public Reading Current => Volatile.Read(ref latest);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (Pumps.Count > 0)
                    await Look();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    internal async Task Look()
    {
        try
        {
            var feeds = await cluster.GetGrain<ISubscriptionGrain>(GrainKeys.Subscriptions).Feeds();
            var (now, before) = (time.GetTimestamp(), latest);
            var seconds = time.GetElapsedTime(before.At, now).TotalSeconds;
            // Of a reading of long ago, before somebody watched again, no rate can be told.
            var known = before.Version > 0 && seconds is > 0 and < 10 ? before.Feeds.ToDictionary(f => f.Health.Source, f => f.Health.Packets, StringComparer.Ordinal) : [];
            Volatile.Write(ref latest, new(before.Version + 1, now, [.. feeds.Select(f => new FeedReading(f, known.TryGetValue(f.Source, out var packets) ? Math.Round(Math.Max(0, f.Packets - packets) / seconds, 1) : 0))]));
            isFailing = false;
            Pumps.Wake();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (!isFailing)
                LogNotRead(logger, e);
            isFailing = true;
        }
    }

    [LoggerMessage(4041, LogLevel.Warning, "The health of the feeds could not be read; trying again")]
    static partial void LogNotRead(ILogger logger, Exception exception);

    /// <param name="At">A timestamp of the clock.</param>
    public sealed record Reading(long Version, long At, ImmutableArray<FeedReading> Feeds);
}
