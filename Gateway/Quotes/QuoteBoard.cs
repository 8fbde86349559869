using System.Collections.Immutable;
using Gateway.Streaming;
using Grains.Interfaces;
using Grains.Interfaces.Instruments;

namespace Gateway.Quotes;

/// <summary>
/// The quotes of single instruments that clients of this gateway watch, read from their grains ten times a second, each once however many watch it. Reading and not a stream for each:
/// an instrument changes more often than anybody is sent it, and what nobody watches costs nothing.
/// </summary>
sealed partial class QuoteBoard(IClusterClient cluster, TimeProvider time, ILogger<QuoteBoard> logger) : BackgroundService
{
    /// <summary>As often as chains are published.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    const int AtOnce = 256;
    readonly Lock gate = new();
    readonly Dictionary<string, QuoteEntry> entries = new(StringComparer.Ordinal);
    readonly long epoch = time.GetUtcNow().ToUnixTimeMilliseconds();
    long version = 1;
    bool isFailing;

    public long Epoch => epoch;

    /// <summary>Woken by every version.</summary>
    public PumpCrowd Pumps { get; } = new();

    /// <summary>Reads what somebody watches, until the returned lease is disposed of.</summary>
    public QuoteLease Watch(IReadOnlyList<InstrumentInfo> instruments)
    {
        lock (gate)
        {
            var watched = new List<QuoteEntry>(instruments.Count);
            foreach (var info in instruments)
            {
                if (!entries.TryGetValue(info.Instrument, out var entry))
                    entries.Add(info.Instrument, entry = new(info));
                entry.Watchers++;
                watched.Add(entry);
            }

            return new(this, watched);
        }
    }

    public void Release(QuoteLease lease)
    {
        lock (gate)
        {
            foreach (var entry in lease.Entries)
            {
                if (--entry.Watchers == 0)
                    entries.Remove(entry.Info.Instrument);
            }
        }
    }

    /// <summary>Instruments that clients watch, and how many do.</summary>
    public ImmutableArray<(string Instrument, int Clients)> Watched()
    {
        lock (gate)
            return [.. entries.Values.Select(e => (e.Info.Instrument, e.Watchers))];
    }

    /// <summary>What is true of these instruments now, at one version of the board.</summary>
    public T Read<T>(Func<long, T> read)
    {
        lock (gate)
            return read(version);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>One round; the next one waits for it, so a cluster that is slow is asked less.</summary>
    internal async Task Look()
    {
        QuoteEntry[] all;
        lock (gate)
            all = [.. entries.Values];
        if (all.Length == 0)
            return;
        var failures = 0;
        var news = new List<(QuoteEntry Entry, InstrumentQuote Quote)>();
        foreach (var some in all.Chunk(AtOnce))
        {
            foreach (var (entry, quote, failure) in await Task.WhenAll(some.Select(Get)))
            {
                if (quote is not null && entry.IsNew(quote))
                    news.Add((entry, quote));
                failures += failure is null ? 0 : 1;
                if (failure is not null && !isFailing)
                    LogNotRead(logger, entry.Info.Instrument, failure);
                isFailing |= failure is not null;
            }
        }

        isFailing = failures > 0;
        if (Take(news))
            Pumps.Wake();
    }

    bool Take(List<(QuoteEntry Entry, InstrumentQuote Quote)> news)
    {
        lock (gate)
        {
            var next = version + 1;
            foreach (var (entry, quote) in news)
                entry.Set(quote, next);
            if (!news.Any(n => n.Entry.ChangedAt == next || n.Entry.FailedOverAt == next))
                return false;
            version = next;
            return true;
        }
    }

    async Task<(QuoteEntry Entry, InstrumentQuote? Quote, Exception? Failure)> Get(QuoteEntry entry)
    {
        try
        {
            return (entry, await cluster.GetGrain<IInstrumentGrain>(GrainKeys.Instrument(entry.Info.Instrument)).GetQuote(), null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return (entry, null, e);
        }
    }

    [LoggerMessage(4040, LogLevel.Warning, "The quote of {Instrument} could not be read; trying again")]
    static partial void LogNotRead(ILogger logger, string instrument, Exception exception);
}

/// <summary>What one stream watches.</summary>
sealed class QuoteLease(QuoteBoard board, IReadOnlyList<QuoteEntry> entries) : IDisposable
{
    public IReadOnlyList<QuoteEntry> Entries => entries;

    public void Dispose() => board.Release(this);
}
