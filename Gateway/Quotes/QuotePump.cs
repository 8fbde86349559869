using System.Runtime.CompilerServices;
using Gateway.Market;
using Gateway.Streaming;
using Grains.Interfaces.Instruments;

namespace Gateway.Quotes;

/// <summary>What a client asks of a stream of quotes.</summary>
public sealed record QuoteStreamOptions
{
    /// <summary>Frames a second at the most, 0.1 to 20; quotes are read ten times a second. Default: 5.</summary>
    public double? MaxHz { get; init; }
}

/// <summary>The frames of one subscription to single instruments: a snapshot of all, then of each frame's time what has changed since the one before.</summary>
sealed class QuotePump(QuoteBoard board, QuoteFrames frames, IReadOnlyList<InstrumentInfo> instruments, QuoteStreamOptions options, StreamMetrics metrics, TimeProvider time)
{
    static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(1);
    readonly FramePace pace = new(options.MaxHz ?? ChainPump.DefaultHz, time);
    readonly string list = string.Join('\n', instruments.Select(i => i.Instrument));

    public async IAsyncEnumerable<RawFrame> Frames([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var signal = new PumpSignal(time, cancellationToken);
        using var lease = board.Watch(instruments);
        using var woken = board.Pumps.Join(signal);
        var (held, snapshot) = board.Read(version => (version, frames.Snapshot(version, list, lease.Entries)));
        yield return snapshot;
        pace.Sent();
        while (true)
        {
            if (!await signal.News(HeartbeatPeriod - pace.Silence))
            {
                if (pace.Silence < HeartbeatPeriod)
                    continue;
                pace.Beaten();
                yield return frames.Heartbeat(held);
                continue;
            }

            await signal.Pause(pace.Wait);
            var next = board.Read(version => frames.Step(held, version, list, lease.Entries));
            held = next.Version;
            foreach (var frame in next.Frames)
                yield return frame;
            if (next.Frames.Count == 0)
                continue;
            if (next.Frames.Count > 1)
                metrics.OnGap("failover");
            pace.Sent();
        }
    }
}
