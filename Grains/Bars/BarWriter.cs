using Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grains.Bars;

/// <summary>
/// Bars on their way to the database. A bar that is stored again replaces its waiting form; while the database is away they wait, up to a bound: the oldest are dropped and counted.
/// </summary>
internal sealed partial class BarWriter(BarStore store, BarInstruments metrics, IOptions<BarOptions> options, ILogger<BarWriter> logger)
{
    /// <summary>Rows of one write: orders wait behind it, for some milliseconds.</summary>
    const int Group = 200;
    readonly Lock gate = new();
    readonly OrderedDictionary<(string Instrument, string Mode, long Start), StoredBar> waiting = [];
    bool failing;

    public int Waiting
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    public void Offer(IEnumerable<StoredBar> bars)
    {
        lock (gate)
        {
            foreach (var bar in bars)
            {
                waiting[(bar.Instrument, bar.Mode, bar.Bar.Start)] = bar;
                if (waiting.Count <= options.Value.WriteQueue)
                    continue;
                waiting.RemoveAt(0);
                metrics.OnDropped();
            }
        }
    }

    /// <summary>Writes what waits, a group at a time; ends at the first failure, and what was not written waits on.</summary>
    public async Task Flush()
    {
        while (Next() is { Count: > 0 } group)
        {
            try
            {
                await store.Put(group);
            }
            catch (StorageUnavailableException e)
            {
                if (!failing)
                    LogFailed(logger, e.Message);
                failing = true;
                return;
            }

            failing = false;
            metrics.OnWritten(group.Count);
            lock (gate)
            {
                foreach (var bar in group)
                {
                    var key = (bar.Instrument, bar.Mode, bar.Bar.Start);
                    // One that changed while it was written is written again.
                    if (waiting.TryGetValue(key, out var now) && now == bar)
                        waiting.Remove(key);
                }
            }
        }
    }

    List<StoredBar> Next()
    {
        lock (gate)
            return [.. waiting.Values.Take(Group)];
    }

    [LoggerMessage(2020, LogLevel.Warning, "Bars cannot be stored and wait: {Reason}")]
    static partial void LogFailed(ILogger logger, string reason);
}
