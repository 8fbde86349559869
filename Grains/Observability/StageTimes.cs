using System.Diagnostics.Metrics;
using Grains.Instruments;

namespace Grains.Observability;

/// <summary>
/// Time in each stage on the way of a tick, each measured by itself: a batch, a frame or a flush at a time, never a tick. The gateway adds its own stages under the same name.
/// </summary>
internal sealed class StageTimes(IMeterFactory meters)
{
    readonly Histogram<double> durations =
        meters.Create(TickInstruments.MeterName).CreateHistogram<double>("ticker.stage.duration", "s", "Time in each stage on the way of a tick, each measured by itself.");

    /// <summary>From a frame's last byte to its first decoded packet: the wait for the pump.</summary>
    public void OnReceived(TimeSpan time) => Record(time, "receive");

    /// <summary>Decoding one frame.</summary>
    public void OnDecoded(TimeSpan time) => Record(time, "decode");

    /// <summary>From the first packet of a batch until it is handed over: the wait for a thread, or for the batch before.</summary>
    public void OnQueued(TimeSpan time) => Record(time, "queue");

    /// <summary>One batch through its instruments.</summary>
    public void OnHandedOver(TimeSpan time) => Record(time, "instrument");

    /// <summary>From the first value in a chain's lane until its flush.</summary>
    public void OnConflated(TimeSpan time) => Record(time, "conflate");

    /// <summary>The underlying's call, ahead of its chains'.</summary>
    public void OnUnderlying(TimeSpan time) => Record(time, "underlying");

    /// <summary>From a chain's call until the chain begins: the wait for its turn.</summary>
    public void OnTurn(TimeSpan time) => Record(time, "turn");

    /// <summary>Merging one flush and valuing its chain.</summary>
    public void OnValued(TimeSpan time) => Record(time, "chain");

    /// <summary>Handing one change to the stream.</summary>
    public void OnPublished(TimeSpan time) => Record(time, "publish");

    void Record(TimeSpan time, string stage)
    {
        if (durations.Enabled)
            durations.Record(time.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));
    }
}
