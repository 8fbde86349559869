using Gateway.Market;
using Gateway.Streaming;
using Gateway.Tests.Support;
using Grains.Feeds;
using Grains.Instruments;
using Grains.Interfaces;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Feeds;
using Grains.Sessions;
using TestQuotes = Grains.Tests.Market.Support.Quotes;
using Kite.Instruments;
using Kite.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Market;

/// <summary>What the service recorded of its own sockets goes through decode, instruments and chains again: the same frames, byte by byte.</summary>
public sealed class ReplayedChainTests : IClassFixture<ReplayedChainTests.RecordingService>
{
    const int Frames = 60;
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    readonly RecordingService service;

    public ReplayedChainTests(RecordingService service) => this.service = service;

    [Fact]
    public async Task The_same_recording_gives_the_same_chain_frames_to_the_byte()
    {
        var records = await Eventually.Until(() => Task.FromResult(Recorded()), r => r.Count >= Frames, $"{Frames} recorded frames");
        var master = service.App.Services.GetRequiredService<InstrumentDirectory>().Current!;
        var first = await Replay(records, master);
        var again = await Replay(records, master);
        Assert.InRange(first.Count, 20, int.MaxValue);
        Assert.Equal(first.Count, again.Count);
        Assert.All(first.Zip(again), pair => Assert.True(pair.First.AsSpan().SequenceEqual(pair.Second)));
        // It would not be the same if a packet were another: the test looks at prices, not at constants.
        var without = await Replay([.. records.Where((_, at) => at != records.Count / 2)], master);
        Assert.False(first.Count == without.Count && first.Zip(without).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)));
    }

    /// <summary>While the service still writes; the last frame may be half there.</summary>
    List<SegmentRecord> Recorded() => Directory.Exists(service.Recording) && SegmentFolder.Files(service.Recording).Count > 0 ? [.. SegmentFolder.Read(service.Recording)] : [];

    static async Task<List<byte[]>> Replay(List<SegmentRecord> records, InstrumentMaster master)
    {
        var streams = new StreamRecorder();
        await using var silo = await MarketSilo.Start(streams: streams, master: master, start: records[0].ReceivedAt);
        var pump = new FeedPump(TestQuotes.Source, silo.Client, silo.Service<MarketClock>(), silo.Time);
        pump.Carry(master.All.Select(i => new FeedInstrument(i.Token, i.Key.ToString())));
        pump.OnConnected();
        var flushed = silo.Time.GetUtcNow();
        foreach (var record in records)
        {
            while (record.ReceivedAt - flushed >= Interval)
            {
                flushed += Interval;
                Turn(silo.Time, flushed);
                await silo.Flush();
            }

            Turn(silo.Time, record.ReceivedAt);
            await pump.OnFrame(record.Payload);
        }

        await silo.Flush();
        return Serialised(streams);
    }

    static void Turn(ManualTime time, DateTimeOffset to)
    {
        if (to > time.GetUtcNow())
            time.Advance(to - time.GetUtcNow());
    }

    /// <summary>Each chain's snapshot after each change, as clients would get it; heartbeats, which the clock sends, are left out.</summary>
    static List<byte[]> Serialised(StreamRecorder streams)
    {
        var states = new Dictionary<string, ChainState>(StringComparer.Ordinal);
        var all = new List<byte[]>();
        foreach (var change in streams.Published.Where(e => !e.IsHeartbeat).OrderBy(e => e.Header.Underlying, StringComparer.Ordinal).ThenBy(e => e.Header.Expiry).ThenBy(e => e.Header.Version))
        {
            var key = GrainKeys.Chain(change.Header.Exchange, change.Header.Underlying, change.Header.Expiry);
            var state = states.TryGetValue(key, out var known) ? known.Apply(change)! : ChainState.From(new ChainSnapshot(change.Header, change.Rows));
            states[key] = state;
            all.Add(new ChainFrames(new StreamMetrics(NoMeters.Instance), TimeProvider.System).Snapshot(state, StrikeWindow.Of(state, 0)).Utf8.ToArray());
        }

        return all;
    }

    public sealed class RecordingService : Support.Service
    {
        internal string Recording => Path.Combine(Folder, "recording");

        private protected override IEnumerable<string> Arguments(TempFolder folder) => [$"--Ticker:Recording:Folder={folder.File("recording")}"];
    }
}
