using System.Text.Json;
using Gateway.Quotes;
using Gateway.Streaming;
using Gateway.Tests.Support;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Quotes;

public sealed class QuotePumpTests : IDisposable
{
    const string Spot = "NSE:NIFTY 50";
    const string Future = "NFO:NIFTY25NOVFUT";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    readonly ManualTime time = new(new(2025, 11, 20, 6, 30, 0, TimeSpan.Zero));
    readonly Dictionary<string, InstrumentQuote?> truth = new(StringComparer.Ordinal);
    readonly StreamMetrics metrics = new(NoMeters.Instance);
    readonly QuoteBoard board;
    readonly QuoteFrames frames;
    Exception? failure;
    int asked;

    public QuotePumpTests()
    {
        var cluster = Stub.Of<IClusterClient>((_, arguments) => Stub.Of<IInstrumentGrain>((_, _) =>
        {
            asked++;
            return failure is null ? Task.FromResult(truth.GetValueOrDefault(((string)arguments[0]!)["instrument:".Length..])) : Task.FromException<InstrumentQuote?>(failure);
        }));
        board = new(cluster, time, NullLogger<QuoteBoard>.Instance);
        frames = new(board, metrics, time);
    }

    public void Dispose() => board.Dispose();

    void Set(string instrument, decimal price, string source = "a:0", Freshness freshness = Freshness.Live, long at = 1) =>
        truth[instrument] = new(new() { Instrument = instrument, Token = 1, Ltp = price, Source = source, Freshness = freshness }, null, new(at, TimeSpan.Zero), 0);

    static InstrumentInfo Info(string instrument) => new(instrument, 1, "NFO", "X", "NIFTY", null, null, 0.05m, 75, "FUT", "NFO-FUT");

    IAsyncEnumerator<RawFrame> Watch(params string[] instruments) =>
        new QuotePump(board, frames, [.. instruments.Select(Info)], new() { MaxHz = 20 }, metrics, time).Frames(CancellationToken.None).GetAsyncEnumerator();

    /// <summary>The next frame that says something: on a slow machine a second may pass before it comes.</summary>
    async Task<JsonElement> Next(IAsyncEnumerator<RawFrame> pump)
    {
        while (true)
        {
            if (await Any(pump) is var frame && frame.Type() != "heartbeat")
                return frame;
        }
    }

    async Task<JsonElement> Any(IAsyncEnumerator<RawFrame> pump)
    {
        var next = pump.MoveNextAsync().AsTask();
        var began = TimeProvider.System.GetTimestamp();
        while (!next.IsCompleted)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "No frame came.");
            await Task.Yield();
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.True(await next);
        return pump.Current.Json();
    }

    static string Told(JsonElement frame) => $"{frame.Type()} {string.Join(' ', frame.GetProperty("quotes").EnumerateArray().Select(q => $"{q.GetProperty("instrument").GetString()}={q.GetProperty("ltp")}"))}";

    [Fact]
    public async Task A_snapshot_of_all_is_followed_by_what_has_changed()
    {
        Set(Spot, 100);
        await using var pump = Watch(Spot, Future);
        var first = await Next(pump);
        Assert.Equal("pending", first.GetProperty("quotes")[0].GetProperty("freshness").GetString());
        await board.Look();
        var delta = await Next(pump);
        Assert.Equal($"delta {Spot}=100", Told(delta));
        Set(Future, 105);
        await board.Look();
        var second = await Next(pump);
        Assert.Equal($"delta {Future}=105", Told(second));
        Assert.Equal(
            (first.GetProperty("version").GetInt64(), delta.GetProperty("version").GetInt64()),
            (delta.GetProperty("base_version").GetInt64(), second.GetProperty("base_version").GetInt64()));
    }

    [Fact]
    public async Task What_repeats_itself_is_no_news_and_neither_is_another_instrument()
    {
        Set(Spot, 100);
        Set(Future, 105);
        await using var pump = Watch(Spot);
        await using var other = Watch(Future);
        await Next(pump);
        await Next(other);
        await board.Look();
        await Next(pump);
        Set(Spot, 100, at: 2);
        Set(Future, 106);
        await board.Look();
        Assert.Equal("heartbeat", (await Any(pump)).Type());
    }

    [Fact]
    public async Task Two_clients_with_one_list_share_their_frames_and_the_reading()
    {
        Set(Spot, 100);
        await using var one = Watch(Spot);
        await using var two = Watch(Spot);
        await Next(one);
        await Next(two);
        await board.Look();
        await Next(one);
        await Next(two);
        Assert.Same(one.Current, two.Current);
        Assert.Equal(1, asked);
        Assert.Equal((Spot, 2), Assert.Single(board.Watched()));
    }

    [Fact]
    public async Task A_feed_that_took_over_from_a_failed_one_is_a_gap_that_names_it()
    {
        Set(Spot, 100);
        await using var pump = Watch(Spot, Future);
        await Next(pump);
        await board.Look();
        await Next(pump);
        Set(Spot, 100, freshness: Freshness.Disconnected);
        await board.Look();
        Assert.Equal("delta", (await Next(pump)).Type());
        Set(Spot, 101, source: "b:2", at: 2);
        await board.Look();
        var gap = await Next(pump);
        Assert.Equal("gap", gap.Type());
        Assert.Equal(("b:2", Spot), (gap.GetProperty("sources")[0].GetString(), gap.GetProperty("instruments")[0].GetString()));
        Assert.Equal($"snapshot {Spot}=101 {Future}=", Told(await Next(pump)));
    }

    [Fact]
    public async Task An_instrument_that_moves_between_healthy_feeds_is_no_gap()
    {
        Set(Spot, 100);
        await using var pump = Watch(Spot);
        await Next(pump);
        await board.Look();
        await Next(pump);
        Set(Spot, 101, source: "b:2", at: 2);
        await board.Look();
        Assert.Equal($"delta {Spot}=101", Told(await Next(pump)));
    }

    [Fact]
    public async Task What_nobody_watches_any_more_is_not_read_and_a_failure_is_tried_again()
    {
        Set(Spot, 100);
        var pump = Watch(Spot);
        await Next(pump);
        failure = new TimeoutException("slow");
        await board.Look();
        failure = null;
        await board.Look();
        Assert.Equal($"delta {Spot}=100", Told(await Next(pump)));
        await pump.DisposeAsync();
        asked = 0;
        await board.Look();
        Assert.Equal(0, asked);
        Assert.Equal(0, board.Pumps.Count);
        Assert.Empty(board.Watched());
    }
}
