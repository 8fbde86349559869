using Grains.Bars;
using Grains.Storage;
using Grains.Subscriptions;
using Grains.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Grains.Tests.Bars;

public sealed class BarWriterTests : IDisposable
{
    readonly TempFolder folder = new();
    readonly CountingMeters meters = new("ticker.bars.");

    public void Dispose()
    {
        meters.Dispose();
        folder.Dispose();
    }

    static StoredBar Bar(long start, int close = 100) => new("NSE:NIFTY 50", "live", 100, new(start, 100, 110, 90, close, 1, null, null, false, true));

    BarWriter Writer(BarStore store, int queue = 100)
    {
        var options = Options.Create(new BarOptions { WriteQueue = queue });
        var board = new BarBoard(new(options, Options.Create(new SubscriptionOptions())), null!, null!, options, new FakeTime());
        return new(store, new(meters, board), options, NullLogger<BarWriter>.Instance);
    }

    [Fact]
    public async Task Many_bars_are_stored_and_the_last_form_of_each_wins()
    {
        await using var database = await TickerDatabase.Open(folder.File("a.db"), new FakeTime());
        var store = new BarStore(database);
        var writer = Writer(store, 1000);
        writer.Offer([.. Enumerable.Range(0, 450).Select(i => Bar(i * 60)), Bar(60, 107)]);
        await writer.Flush();
        Assert.Equal(0, writer.Waiting);
        var stored = await store.Read("NSE:NIFTY 50", "live", 0, long.MaxValue, 1000);
        Assert.Equal((450, 107), (stored.Count, stored[1].Bar.Close));
    }

    [Fact]
    public async Task While_the_database_is_away_bars_wait_and_the_oldest_beyond_the_bound_are_counted()
    {
        var closed = await TickerDatabase.Open(folder.File("b.db"), new FakeTime());
        await closed.DisposeAsync();
        var writer = Writer(new(closed));
        writer.Offer(Enumerable.Range(0, 130).Select(i => Bar(i * 60)));
        await writer.Flush();
        Assert.Equal((100, 30L), (writer.Waiting, meters["dropped"]));
    }
}
