using System.Collections.Immutable;
using Gateway.Streaming;
using Grains.Interfaces;
using Grains.Interfaces.Bars;

namespace Gateway.Market;

/// <summary>
/// The bars of one instrument that somebody streams: asks for what is new four times a second, which is also what keeps bars that are not stored being made.
/// It asks for as long as somebody reads.
/// </summary>
sealed partial class BarRelay(string instrument, int seconds, IClusterClient cluster, TimeProvider time, ILogger<BarRelay> logger)
{
    static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    /// <summary>Bars before the last one that may still change: late packets, and gaps that were noticed later.</summary>
    const int Unsettled = 5;
    const int MostBars = 600;
    readonly Lock gate = new();
    readonly IBarsGrain grain = cluster.GetGrain<IBarsGrain>(GrainKeys.Bars(instrument));
    BarState? current;
    (long Epoch, string Mode, long Day) made;
    int readers;
    CancellationTokenSource? polling;
    bool failing;

    /// <summary>Woken by every change.</summary>
    public PumpCrowd Pumps { get; } = new();

    /// <summary>The latest state; null before the first answer.</summary>
    public BarState? Latest => Volatile.Read(ref current);

    /// <summary>Counts one more reader until it is disposed.</summary>
    public IDisposable Read()
    {
        lock (gate)
        {
            if (readers++ == 0)
            {
                polling = new();
                Poll(polling.Token).Ignore();
            }
        }

        return new Reader(this);
    }

    async Task Poll(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
                await Ask();
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody reads any more.
        }
    }

    internal async Task Ask()
    {
        try
        {
            var known = Latest;
            var since = known is null or { Bars.IsEmpty: true } ? 0 : known.Bars[Math.Max(0, known.Bars.Length - Unsettled)].Start.ToUnixTimeSeconds();
            var live = await grain.Today(seconds, since);
            var life = (live.Epoch, live.Mode, live.Session?.Open ?? 0);
            if (known is not null && life != made)
            {
                // Another life, mode or day: nothing of what was known continues.
                known = null;
                if (since != 0)
                    live = await grain.Today(seconds, 0);
                life = (live.Epoch, live.Mode, live.Session?.Open ?? 0);
            }

            Take(known, life, live);
            failing = false;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Clients see heartbeats only; the next answer has what was missed.
            if (!failing)
                LogFailed(logger, instrument, e);
            failing = true;
        }
    }

    void Take(BarState? known, (long, string, long) life, LiveBars live)
    {
        var bars = known is null ? live.Bars : Merge(known.Bars, live.Bars);
        // A longer bar may be over though nothing traded: it is looked at once a minute.
        if (known is not null && bars == known.Bars && live.Through / BarIntervals.Minute == known.Through / BarIntervals.Minute)
            return;
        lock (gate)
        {
            made = life;
            var epoch = known?.Epoch ?? Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), (current?.Epoch ?? 0) + 1);
            Volatile.Write(ref current, new(instrument, epoch, (known?.Version ?? 0) + 1, live.Mode, live.Session, live.Through, bars));
        }

        Pumps.Wake();
    }

    /// <summary>The same array when nothing is new.</summary>
    static ImmutableArray<Bar> Merge(ImmutableArray<Bar> known, ImmutableArray<Bar> news)
    {
        if (news.IsEmpty)
            return known;
        var from = known.Length;
        while (from > 0 && known[from - 1].Start >= news[0].Start)
            from--;
        if (known.AsSpan()[from..].SequenceEqual(news.AsSpan()))
            return known;
        ImmutableArray<Bar> merged = [.. known[..from], .. news];
        return merged.Length > MostBars ? merged[^MostBars..] : merged;
    }

    void Left()
    {
        lock (gate)
        {
            if (--readers > 0)
                return;
            polling!.Cancel();
            polling.Dispose();
            // Whoever comes next begins with what is true then.
            (current, polling) = (null, null);
        }
    }

    [LoggerMessage(5121, LogLevel.Warning, "Bars of {Instrument} cannot be read; trying again")]
    static partial void LogFailed(ILogger logger, string instrument, Exception exception);

    sealed class Reader(BarRelay relay) : IDisposable
    {
        BarRelay? open = relay;

        public void Dispose() => Interlocked.Exchange(ref open, null)?.Left();
    }
}
