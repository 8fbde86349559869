using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.Streaming;
using Grains.Interfaces.Bars;

namespace Gateway.Market;

/// <summary>The bars of one trading day at one version, and what was derived from them: computed and serialised once, shared by every client.</summary>
sealed class BarState(string instrument, long epoch, long version, string mode, BarSession? session, long through, ImmutableArray<Bar> bars)
{
    readonly ConcurrentDictionary<int, ImmutableArray<Bar>> derived = new();
    readonly ConcurrentDictionary<(string Interval, long From), RawFrame> frames = new();

    public string Instrument => instrument;

    public long Epoch => epoch;

    public long Version => version;

    public string Mode => mode;

    public BarSession? Session => session;

    /// <summary>Unix seconds up to which nothing changes any more.</summary>
    public long Through => through;

    /// <summary>Of 1 second or 1 minute, in order of time.</summary>
    public ImmutableArray<Bar> Bars => bars;

    public ImmutableArray<Bar> Of(int seconds) => seconds <= BarIntervals.Minute ? bars : derived.GetOrAdd(seconds, s => BarRollup.Derive(bars, s, _ => session, through));

    public RawFrame Snapshot(string interval, int seconds) => frames.GetOrAdd((interval, -1), key => BarFrames.Snapshot(this, key.Interval, Of(seconds)));

    /// <summary>What differs from an earlier version.</summary>
    public RawFrame Delta(BarState earlier, string interval, int seconds) => frames.GetOrAdd((interval, earlier.Version), key =>
    {
        var had = earlier.Of(seconds).ToDictionary(b => b.Start);
        return BarFrames.Delta(this, earlier.Version, key.Interval, Of(seconds).Where(b => !had.TryGetValue(b.Start, out var before) || before != b));
    });
}
