using System.Diagnostics.Metrics;
using Grains.Instruments;

namespace Grains.Recording;

/// <summary>What was recorded, and what was not.</summary>
internal sealed class RecordingInstruments
{
    readonly Counter<long> frames;
    readonly Counter<long> bytes;
    readonly Counter<long> dropped;
    readonly Counter<long> removed;

    public RecordingInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(TickInstruments.MeterName);
        frames = meter.CreateCounter<long>("ticker.recording.frames", "{frame}", "Frames recorded.");
        bytes = meter.CreateCounter<long>("ticker.recording.bytes", "By", "Bytes of segment files written.");
        dropped = meter.CreateCounter<long>("ticker.recording.dropped", "{frame}", "Frames not recorded because the disk is behind, or refused a write.");
        removed = meter.CreateCounter<long>("ticker.recording.removed", "{segment}", "Old segments removed to stay within MaxBytes.");
    }

    public void OnFrame(long length)
    {
        frames.Add(1);
        bytes.Add(length);
    }

    public void OnDropped() => dropped.Add(1);

    public void OnRemoved() => removed.Add(1);
}
