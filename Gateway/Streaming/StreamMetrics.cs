using System.Diagnostics.Metrics;

namespace Gateway.Streaming;

/// <summary>What leaves through the hub. Tags are bounded: the kind of stream, never a client.</summary>
sealed class StreamMetrics
{
    readonly Counter<long> frames;
    readonly Counter<long> bytes;
    readonly Counter<long> serialised;
    readonly Counter<long> conflated;
    readonly Counter<long> gaps;
    readonly Counter<long> cut;
    readonly Counter<long> refused;
    readonly Histogram<double> stages;
    readonly Histogram<double> ages;

    public StreamMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Ticker");
        frames = meter.CreateCounter<long>("ticker.hub.frames", "{frame}", "Frames sent to clients, by stream.");
        bytes = meter.CreateCounter<long>("ticker.hub.bytes", "By", "Bytes of those frames, without envelopes.");
        serialised = meter.CreateCounter<long>("ticker.hub.frames.serialised", "{frame}", "Frames that were serialised; all others sent were shared.");
        conflated = meter.CreateCounter<long>("ticker.hub.conflated", "{version}", "Versions that a client was not sent on their own, because it asked for fewer frames or was slow.");
        gaps = meter.CreateCounter<long>("ticker.hub.gaps", "{frame}", "Gap frames sent, by reason.");
        cut = meter.CreateCounter<long>("ticker.hub.cut", "{connection}", "Clients cut off because they took no frames.");
        refused = meter.CreateCounter<long>("ticker.hub.refused", "{connection}", "Connections refused because there are as many as there may be.");
        // The same histogram as in the grains: one meter, one name, a stage each.
        stages = meter.CreateHistogram<double>("ticker.stage.duration", "s", "Time in each stage on the way of a tick, each measured by itself.");
        ages = meter.CreateHistogram<double>("ticker.tick.age", "s", "From the arrival of a version's oldest tick until a client's pump takes it: all stages before serialise and write, measured as one.");
    }

    /// <summary>What is only looked at.</summary>
    public static void Observe(ClientStreams streams, IMeterFactory meters)
    {
        var meter = meters.Create("Ticker");
        meter.CreateObservableGauge("ticker.hub.connections", () => streams.Connections, "{connection}", "Hub connections.");
        meter.CreateObservableGauge("ticker.hub.streams", () => streams.Count, "{stream}", "Streams on them.");
        meter.CreateObservableGauge("ticker.hub.waiting", () => streams.Open.Count(s => s.Waiting is not null), "{frame}", "Frames that wait for room on their connection, one a stream at the most.");
        meter.CreateObservableGauge("ticker.hub.longest_wait", () => streams.Open.Max(s => s.Waiting?.TotalSeconds) ?? 0, "s", "How long the slowest client has not taken its frame.");
    }

    public void OnFrame(string stream, RawFrame frame)
    {
        frames.Add(1, new KeyValuePair<string, object?>("stream", stream));
        bytes.Add(frame.Utf8.Length);
    }

    /// <summary>A frame's bytes were made; every other one that is sent is shared.</summary>
    public void OnSerialised(TimeSpan time)
    {
        serialised.Add(1);
        stages.Record(time.TotalSeconds, new KeyValuePair<string, object?>("stage", "serialise"));
    }

    public void OnConflated(long versions)
    {
        if (versions > 0)
            conflated.Add(versions);
    }

    public void OnGap(string reason) => gaps.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void OnCut() => cut.Add(1);

    public void OnRefused() => refused.Add(1);

    /// <summary>From the arrival of a version in this gateway until a client's pump takes it: the client's own rate, and the wait for a thread.</summary>
    public void OnPumped(TimeSpan time) => stages.Record(time.TotalSeconds, new KeyValuePair<string, object?>("stage", "pump"));

    /// <summary>From a chain's handing a change to the stream until this gateway has it.</summary>
    public void OnRelayed(TimeSpan time) => stages.Record(time.TotalSeconds, new KeyValuePair<string, object?>("stage", "relay"));

    /// <summary>The whole way so far, to hold the stages against.</summary>
    public void OnAged(long ticks) => ages.Record(TimeSpan.FromTicks(Math.Max(0, ticks)).TotalSeconds);

    /// <summary>Until a frame's connection has room for the next one.</summary>
    public void OnWritten(TimeSpan time) => stages.Record(time.TotalSeconds, new KeyValuePair<string, object?>("stage", "write"));
}
