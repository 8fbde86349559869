using System.Threading.Channels;
using Gateway.Market;
using Gateway.Streaming;
using Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Market;

public sealed class MarketModesTests : IDisposable
{
    static readonly RawFrame Frame = new("{}"u8.ToArray());
    readonly Channel<RawFrame> source = Channel.CreateBounded<RawFrame>(10);
    readonly MarketModes modes = new(Stub.Of<IClusterClient>((_, _) => null), new(null!, null!, TimeProvider.System, null!), new ManualTime(default), NullLogger<MarketModes>.Instance);

    public void Dispose() => modes.Dispose();

    [Fact]
    public async Task A_stream_ends_with_a_gap_that_names_the_mode_when_that_is_switched()
    {
        modes.Take("live");
        await using var frames = modes.Until(source.Reader.ReadAllAsync).GetAsyncEnumerator();
        source.Writer.TryWrite(Frame);
        Assert.True(await frames.MoveNextAsync());
        Assert.Same(Frame, frames.Current);
        modes.Take("live");
        source.Writer.TryWrite(Frame);
        Assert.True(await frames.MoveNextAsync());
        var next = frames.MoveNextAsync();
        Assert.False(next.IsCompleted);
        modes.Take("simulated");
        Assert.True(await next);
        Assert.Equal(("gap", "simulated"), (frames.Current.Json().Type(), frames.Current.Json().GetProperty("mode").GetString()));
        // What the other market brings is not passed on.
        source.Writer.TryWrite(Frame);
        Assert.False(await frames.MoveNextAsync());
        await using var others = modes.Until(source.Reader.ReadAllAsync).GetAsyncEnumerator();
        Assert.True(await others.MoveNextAsync());
    }

    [Fact]
    public async Task A_client_that_cancels_is_told_nothing()
    {
        modes.Take("live");
        using var stop = new CancellationTokenSource();
        await using var frames = modes.Until(source.Reader.ReadAllAsync, stop.Token).GetAsyncEnumerator(stop.Token);
        var next = frames.MoveNextAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }
}
