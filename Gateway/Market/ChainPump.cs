using System.Runtime.CompilerServices;
using Gateway.Streaming;

namespace Gateway.Market;

/// <summary>What a client asks of a chain stream.</summary>
public sealed record ChainStreamOptions
{
    /// <summary>Frames a second at the most, 0.1 to 20. Default: 5.</summary>
    public double? MaxHz { get; init; }

    /// <summary>Strikes on either side of the money; 0 or absent means all.</summary>
    public int? Window { get; init; }

    /// <summary>What the client had before it lost the connection.</summary>
    public ChainPosition? Resume { get; init; }
}

/// <summary>A version within an epoch.</summary>
public sealed record ChainPosition
{
    public long Epoch { get; init; }

    public long Version { get; init; }
}

/// <summary>
/// The frames of one subscription: a snapshot, then deltas each of which starts where the last one ended. It holds nothing but the last version sent: a client that takes its
/// time gets a longer step, never a queue.
/// </summary>
sealed class ChainPump(ChainRelay relay, ChainStreamOptions options, StreamMetrics metrics, TimeProvider time)
{
    public const double DefaultHz = 5;
    public const double LeastHz = 0.1;
    static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(1);
    readonly FramePace pace = new(options.MaxHz ?? DefaultHz, time);
    readonly int strikes = options.Window ?? 0;

    public async IAsyncEnumerable<RawFrame> Frames([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var signal = new PumpSignal(time, cancellationToken);
        using var woken = relay.Pumps.Join(signal);
        var seen = relay.Current;
        var state = seen.State!;
        if (options.Resume is { } resume && (resume.Epoch != state.Header.Epoch || resume.Version != state.Header.Version))
        {
            metrics.OnGap("resume");
            yield return ChainFrames.Gap(state, "The connection was lost: what was missed is in the snapshot that follows.");
        }

        var window = StrikeWindow.Of(state, strikes);
        yield return relay.Frames.Snapshot(state, window);
        pace.Sent();
        if (state.IsOver)
            yield break;
        while (true)
        {
            var isDue = await WaitForChange(signal, seen);
            var now = relay.Current;
            var next = now.State!;
            var isSame = next.Header.Version == state.Header.Version && next.Header.Epoch == state.Header.Epoch;
            if (!isDue || isSame)
            {
                // What says nothing new is not waited for again; what is newer, and only not due yet, stays news.
                if (isSame && now.Holes == seen.Holes && now.Failovers == seen.Failovers)
                    seen = now;
                if (pace.Silence < HeartbeatPeriod)
                    continue;
                pace.Beaten();
                yield return relay.Frames.Heartbeat(state);
                continue;
            }

            metrics.OnPumped(time.GetElapsedTime(now.At));
            if (now.ReceivedAt != 0)
                metrics.OnAged(time.GetUtcNow().UtcTicks - now.ReceivedAt);
            var before = window;
            window = StrikeWindow.Of(next, strikes);
            if (now.Holes != seen.Holes || next.Header.Epoch != state.Header.Epoch)
            {
                metrics.OnGap("hole");
                yield return ChainFrames.Gap(next, "The service lost track of this chain for a moment: the snapshot that follows is complete.");
                yield return relay.Frames.Snapshot(next, window);
            }
            else if (now.Failovers != seen.Failovers && Failover.Sources(state, next, window) is { Count: > 0 } sources)
            {
                metrics.OnGap("failover");
                yield return ChainFrames.Gap(next, Failover.Reason, sources);
                yield return relay.Frames.Snapshot(next, window);
            }
            else
            {
                metrics.OnConflated(next.Header.Version - state.Header.Version - 1);
                yield return relay.Frames.Delta(next, state.Header.Version, before, window);
            }

            if (next.IsOver)
                yield break;
            (seen, state) = (now, next);
            pace.Sent();
        }
    }

    /// <summary>Until there is news and the client's rate allows it (true), or a heartbeat is due (false).</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<bool> WaitForChange(PumpSignal signal, ChainRelay.Latest seen)
    {
        if (ReferenceEquals(relay.Current, seen) && !await signal.News(HeartbeatPeriod - pace.Silence))
            return false;
        await signal.Pause(pace.Wait);
        return true;
    }
}
