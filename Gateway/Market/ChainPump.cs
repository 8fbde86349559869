using System.Runtime.CompilerServices;

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
sealed class ChainPump(ChainRelay relay, ChainStreamOptions options, TimeProvider time)
{
    public const double DefaultHz = 5;
    public const double LeastHz = 0.1;
    public const double MostHz = 20;
    static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(1);
    readonly TimeSpan period = TimeSpan.FromSeconds(1 / (options.MaxHz ?? DefaultHz));
    readonly int strikes = options.Window ?? 0;
    long sentAt;

    public async IAsyncEnumerable<RawFrame> Frames([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = relay.Current;
        var state = seen.State!;
        if (options.Resume is { } resume && (resume.Epoch != state.Header.Epoch || resume.Version != state.Header.Version))
            yield return ChainFrames.Gap(state, "The connection was lost: what was missed is in the snapshot that follows.");
        var window = StrikeWindow.Of(state, strikes);
        yield return relay.Frames.Snapshot(state, window);
        sentAt = time.GetTimestamp();
        while (true)
        {
            var isDue = await WaitForChange(seen, cancellationToken);
            var now = relay.Current;
            var next = now.State!;
            var isSame = next.Header.Version == state.Header.Version && next.Header.Epoch == state.Header.Epoch;
            if (!isDue || isSame)
            {
                // What says nothing new is not waited for again; what is newer, and only not due yet, stays news.
                if (isSame && now.Holes == seen.Holes)
                    seen = now;
                if (time.GetElapsedTime(sentAt) < HeartbeatPeriod)
                    continue;
                sentAt = time.GetTimestamp();
                yield return ChainFrames.Heartbeat(state);
                continue;
            }

            var before = window;
            window = StrikeWindow.Of(next, strikes);
            if (now.Holes != seen.Holes || next.Header.Epoch != state.Header.Epoch)
            {
                yield return ChainFrames.Gap(next, "The service lost track of this chain for a moment: the snapshot that follows is complete.");
                yield return relay.Frames.Snapshot(next, window);
            }
            else
            {
                yield return relay.Frames.Delta(next, state.Header.Version, before, window);
            }

            (seen, state, sentAt) = (now, next, time.GetTimestamp());
        }
    }

    /// <summary>Until there is news and the client's rate allows it (true), or a heartbeat is due (false).</summary>
    async Task<bool> WaitForChange(ChainRelay.Latest seen, CancellationToken cancellationToken)
    {
        using var heartbeat = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var due = Task.Delay(HeartbeatPeriod, time, heartbeat.Token);
        var news = relay.NextChange(seen);
        var first = await Task.WhenAny(news, due);
        await heartbeat.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (first != news)
            return false;
        var wait = period - time.GetElapsedTime(sentAt);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
        return true;
    }
}
