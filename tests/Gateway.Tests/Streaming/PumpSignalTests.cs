using Gateway.Streaming;

namespace Gateway.Tests.Streaming;

public class PumpSignalTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    readonly ManualTime time = new(new(2025, 11, 20, 6, 30, 0, TimeSpan.Zero));

    [Fact]
    public async Task News_wakes_and_time_ends_the_wait()
    {
        using var signal = new PumpSignal(time, CancellationToken.None);
        var news = signal.News(Second).AsTask();
        signal.Set();
        Assert.True(await news.WaitAsync(Patience));
        var nothing = signal.News(Second).AsTask();
        time.Advance(Second);
        Assert.False(await nothing.WaitAsync(Patience));
    }

    [Fact]
    public async Task News_that_came_before_the_wait_is_there_once()
    {
        using var signal = new PumpSignal(time, CancellationToken.None);
        signal.Set();
        signal.Set();
        Assert.True(await signal.News(Second));
        var second = signal.News(Second).AsTask();
        Assert.False(second.IsCompleted);
        time.Advance(Second);
        Assert.False(await second.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_pause_is_not_shortened_by_news_and_keeps_it()
    {
        using var signal = new PumpSignal(time, CancellationToken.None);
        var pause = signal.Pause(Second).AsTask();
        signal.Set();
        time.Advance(Second / 2);
        Assert.False(pause.IsCompleted);
        time.Advance(Second / 2);
        Assert.False(await pause.WaitAsync(Patience));
        Assert.True(await signal.News(Second));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_wait_and_every_later_one()
    {
        using var gone = new CancellationTokenSource();
        using var signal = new PumpSignal(time, gone.Token);
        var wait = signal.News(Second).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(Patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await signal.News(Second));
    }

    [Fact]
    public async Task Every_pump_of_a_crowd_is_woken_by_every_news_whoever_leaves_meanwhile()
    {
        var crowd = new PumpCrowd();
        var signals = Enumerable.Range(0, 100).Select(_ => new PumpSignal(time, CancellationToken.None)).ToList();
        signals.ForEach(crowd.Add);
        for (var round = 0; round < 50; round++)
        {
            var waits = signals.Select(s => s.News(TimeSpan.FromHours(1)).AsTask()).ToList();
            var leaver = new PumpSignal(time, CancellationToken.None);
            crowd.Add(leaver);
            crowd.Wake();
            crowd.Remove(leaver);
            Assert.All(await Task.WhenAll(waits).WaitAsync(Patience), Assert.True);
            // A second wake of this round may still be on its way: it is no news to wait for.
            crowd.Wake();
            await Task.WhenAll(signals.Select(s => s.News(TimeSpan.FromHours(1)).AsTask())).WaitAsync(Patience);
        }

        signals.ForEach(crowd.Remove);
        Assert.Equal(0, crowd.Count);
        crowd.Wake();
    }
}
