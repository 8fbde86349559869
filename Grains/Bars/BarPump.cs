using Grains.Accounts;
using Grains.Feeds;
using Grains.Sessions;
using Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grains.Bars;

/// <summary>Every second: tells lanes what their sockets missed, seals what is due, hands it to the store, and now and then forgets what is old.</summary>
internal sealed partial class BarPump(
    BarBoard board, AccountRegistry accounts, FeedBoard feeds, BarStore store, BarWriter writer, SessionClock sessions, IOptions<BarOptions> options, TimeProvider time, ILogger<BarPump> logger)
    : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Bars in the making are stored this often, so that a crash loses no more.</summary>
    const int TurnsPerCheckpoint = 10;
    const int TurnsPerForgetting = 600;
    readonly BarContinuity continuity = new();
    readonly List<StoredBar> due = [];
    Task storing = Task.CompletedTask;
    long turns;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Turn();
                // A database that takes its time holds up its own writes alone.
                if (storing.IsCompleted)
                    storing = Store();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }

        await storing;
        Collect(all: true);
        await writer.Flush();
    }

    internal void Turn()
    {
        if (sessions.Now is { } market)
        {
            var holes = continuity.Look(feeds.All(), time.GetUtcNow(), market.ToUnixTimeSeconds());
            foreach (var lane in board.Lanes)
            {
                if (lane.Source is { } source && holes.TryGetValue(source, out var hole))
                    lane.Break(hole.From, hole.Until);
            }
        }

        turns++;
        Collect(turns % TurnsPerCheckpoint == 0);
        // Of another market: what was in the making is stored, and marked, above.
        foreach (var lane in board.Lanes.Where(l => !l.IsWanted || l.Mode != accounts.Mode))
            board.Retire(lane);
    }

    internal async Task Store()
    {
        try
        {
            foreach (var lane in board.Lanes.Where(l => l is { IsKept: true, IsRestored: false }))
                await Restore(lane);
            await writer.Flush();
            if (turns % TurnsPerForgetting == 1)
                await Forget();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Tried again with the next turn.
            LogFailed(logger, e);
        }
    }

    void Collect(bool all)
    {
        due.Clear();
        foreach (var lane in board.Lanes)
            lane.Turn(all || lane.Mode != accounts.Mode, due);
        writer.Offer(due);
    }

    async Task Restore(BarLane lane)
    {
        if (sessions.Now is not { } now)
            return;
        if (await store.Last(lane.Instrument, lane.Mode) is { } last && last.Bar.Start <= now.ToUnixTimeSeconds())
            lane.Restore(last.Bar);
        lane.IsRestored = true;
    }

    async Task Forget()
    {
        foreach (var mode in (string[])["live", "simulated"])
        {
            while (await store.Forget(mode, options.Value.KeepDays) > 0)
            {
                // A day at a time, so that no write holds up the others for long.
            }
        }
    }

    [LoggerMessage(2021, LogLevel.Warning, "Bars could not be stored or read; trying again")]
    static partial void LogFailed(ILogger logger, Exception exception);
}
