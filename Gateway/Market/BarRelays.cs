using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Gateway.Streaming;

namespace Gateway.Market;

/// <summary>What a client asks of a bar stream.</summary>
public sealed record BarStreamOptions
{
    /// <summary>What the client had before it lost the connection.</summary>
    public ChainPosition? Resume { get; init; }
}

/// <summary>The bars that somebody streams: bounded by what is listed.</summary>
sealed class BarRelays(IClusterClient cluster, TimeProvider time, ILogger<BarRelay> logger)
{
    static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(1);
    readonly ConcurrentDictionary<(string Instrument, int Seconds), BarRelay> relays = new();

    public BarRelay Get(string instrument, int seconds) =>
        relays.GetOrAdd((instrument, Math.Min(seconds, Grains.Interfaces.Bars.BarIntervals.Minute)), key => new(key.Instrument, key.Seconds, cluster, time, logger));

    /// <summary>
    /// A snapshot of the trading day, then what changes. Nothing is held but the last state that was sent: a client that takes its time gets a longer step.
    /// </summary>
    public async IAsyncEnumerable<RawFrame> Frames(
        string instrument, string interval, int seconds, BarStreamOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var relay = Get(instrument, seconds);
        using var reading = relay.Read();
        using var signal = new PumpSignal(time, cancellationToken);
        using var woken = relay.Pumps.Join(signal);
        BarState? sent = null;
        while (true)
        {
            var state = relay.Latest;
            if (state is not null && state != sent)
            {
                var resumed = sent is null && options.Resume is { } r && (r.Epoch, r.Version) != (state.Epoch, state.Version);
                if (resumed)
                    yield return BarFrames.Gap(state, "The connection was lost: what was missed is in the snapshot that follows.");
                else if (sent is not null && sent.Epoch != state.Epoch)
                    yield return BarFrames.Gap(state, Reason(sent, state));
                yield return sent?.Epoch == state.Epoch ? state.Delta(sent, interval, seconds) : state.Snapshot(interval, seconds);
                sent = state;
                continue;
            }

            if (!await signal.News(HeartbeatPeriod) && sent is not null)
                yield return BarFrames.Heartbeat(sent);
        }
    }

    static string Reason(BarState before, BarState now) =>
        before.Mode != now.Mode ? $"The market is {now.Mode} from here on: nothing of before continues."
        : before.Session != now.Session ? "Another trading day begins."
        : "The service lost track of these bars for a moment: the snapshot that follows has what is known.";
}
