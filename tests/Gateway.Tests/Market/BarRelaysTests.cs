using System.Collections.Immutable;
using System.Text.Json;
using Gateway.Market;
using Gateway.Streaming;
using Gateway.Tests.Support;
using Grains.Interfaces.Bars;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Market;

/// <summary>Bar streams over a grain that is the test, under a clock that the test turns.</summary>
public sealed class BarRelaysTests : IAsyncDisposable
{
    const long Open = 1_763_610_300;
    readonly ManualTime time = new(new(2025, 11, 20, 6, 30, 0, TimeSpan.Zero));
    readonly CancellationTokenSource stop = new();
    readonly BarRelays relays;
    LiveBars live = Made(1, "live", 0, Bar(0, 10), Bar(1, 11), Bar(2, 12, complete: false));
    int asked;

    public BarRelaysTests()
    {
        var grain = Stub.Of<IBarsGrain>((_, arguments) =>
        {
            asked++;
            return Task.FromResult(live with { Bars = [.. live.Bars.Where(b => b.Start.ToUnixTimeSeconds() >= (long)arguments[1]!)] });
        });
        relays = new(Stub.Of<IClusterClient>((_, _) => grain), time, NullLogger<BarRelay>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        stop.Dispose();
    }

    static Bar Bar(int minute, decimal close, bool complete = true, bool gap = false) => new(BarRollup.At(Open + (minute * 60)), 10, 20, 5, close, 1, null, complete, gap);

    static LiveBars Made(long epoch, string mode, long through, params Bar[] bars) => new(epoch, mode, new(Open, Open + 22_500), Open + through, [.. bars]);

    IAsyncEnumerator<RawFrame> Stream(string interval = "1m", int seconds = 60, BarStreamOptions? options = null) =>
        relays.Frames("NSE:NIFTY 50", interval, seconds, options ?? new(), stop.Token).GetAsyncEnumerator(stop.Token);

    async Task<JsonElement> Next(IAsyncEnumerator<RawFrame> frames)
    {
        var next = frames.MoveNextAsync().AsTask();
        for (var turn = 0; !next.IsCompleted && turn < 20_000; turn++)
        {
            await Task.Yield();
            time.Advance(TimeSpan.FromMilliseconds(5));
        }

        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System));
        return frames.Current.Json();
    }

    async Task<JsonElement> NextBut(IAsyncEnumerator<RawFrame> frames, string passed = "heartbeat")
    {
        JsonElement frame;
        do
            frame = await Next(frames);
        while (frame.Type() == passed);
        return frame;
    }

    static IEnumerable<decimal> Closes(JsonElement frame) => frame.GetProperty("bars").EnumerateArray().Select(b => b.GetProperty("close").GetDecimal());

    [Fact]
    public async Task Only_what_changed_is_sent_and_heartbeats_between()
    {
        await using var frames = Stream();
        Assert.Equal([10, 11, 12], Closes(await Next(frames)));
        Assert.Equal("heartbeat", (await Next(frames)).Type());
        live = live with { Bars = [.. live.Bars[..2], Bar(2, 13), Bar(3, 14, complete: false)] };
        var delta = await NextBut(frames);
        Assert.Equal(("delta", 1L, 2L), (delta.Type(), delta.GetProperty("base_version").GetInt64(), delta.GetProperty("version").GetInt64()));
        Assert.Equal([13, 14], Closes(delta));
        // A gap that was noticed after the bar was complete.
        live = live with { Bars = [Bar(0, 10), Bar(1, 11, gap: true), Bar(2, 13), Bar(3, 14, complete: false)] };
        Assert.Equal([11], Closes(await NextBut(frames)));
    }

    [Fact]
    public async Task Longer_bars_are_derived_and_end_when_time_has_passed_though_nothing_traded()
    {
        live = Made(1, "live", 170, Bar(0, 10), Bar(1, 11));
        await using var frames = Stream("3m", 180);
        var bar = Assert.Single((await Next(frames)).GetProperty("bars").EnumerateArray());
        Assert.Equal((11m, 2L, false), (bar.GetProperty("close").GetDecimal(), bar.GetProperty("volume").GetInt64(), bar.GetProperty("complete").GetBoolean()));
        live = live with { Through = Open + 180 };
        Assert.True(Assert.Single((await NextBut(frames)).GetProperty("bars").EnumerateArray()).GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Another_mode_is_a_gap_and_a_new_snapshot_of_a_new_epoch()
    {
        await using var frames = Stream();
        var epoch = (await Next(frames)).GetProperty("epoch").GetInt64();
        live = Made(2, "simulated", 0, Bar(0, 99));
        var gap = await NextBut(frames);
        Assert.Equal("gap", gap.Type());
        Assert.Contains("simulated", gap.GetProperty("reason").GetString(), StringComparison.Ordinal);
        var snapshot = await Next(frames);
        Assert.Equal(("snapshot", "simulated"), (snapshot.Type(), snapshot.GetProperty("mode").GetString()));
        Assert.NotEqual(epoch, snapshot.GetProperty("epoch").GetInt64());
        Assert.Equal([99], Closes(snapshot));
    }

    [Fact]
    public async Task Clients_share_one_question_and_one_frame_and_nobody_asks_for_nobody()
    {
        var (a, b) = (Stream(), Stream());
        await Next(a);
        await Next(b);
        Assert.Same(a.Current, b.Current);
        await a.DisposeAsync();
        await b.DisposeAsync();
        var before = asked;
        time.Advance(TimeSpan.FromSeconds(5));
        await Task.Yield();
        Assert.Equal(before, asked);
        Assert.InRange(before, 1, 2000);
    }
}
