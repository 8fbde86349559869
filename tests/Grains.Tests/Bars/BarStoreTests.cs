using Grains.Bars;
using Grains.Storage;
using Grains.Tests.Support;

namespace Grains.Tests.Bars;

public sealed class SqliteBarStoreTests() : BarStoreTests(new SqliteDatabases());

[Collection(PostgresCollection.Name)]
public sealed class PostgresBarStoreTests(PostgresInstance instance) : BarStoreTests(new PostgresDatabases(instance));

/// <summary>What the store of bars does, whichever database it is in.</summary>
public abstract class BarStoreTests : StoreTests
{
    BarStore store = null!;

    private protected BarStoreTests(IDatabases databases)
        : base(databases)
    {
    }

    private protected override void Open() => store = new(Database);

    static StoredBar Bar(long start, string mode = "live", string instrument = "NSE:NIFTY 50", int close = 105, bool gap = false) =>
        new(instrument, mode, 100, new(start, 100, 110, 90, close, 1234, 4_000_000_000, null, gap, true));

    [Fact]
    public async Task A_bar_comes_back_as_it_was_stored_and_a_later_form_replaces_it()
    {
        await store.Put([Bar(60, gap: true), Bar(120)]);
        await store.Put([Bar(60, close: 107)]);
        Assert.Equal([Bar(60, close: 107), Bar(120)], await store.Read("NSE:NIFTY 50", "live", 0, 1000, 10));
        Assert.Equal(Bar(120), await store.Last("NSE:NIFTY 50", "live"));
        Assert.Null(await store.Last("NSE:NIFTY 50", "simulated"));
    }

    [Fact]
    public async Task What_is_simulated_is_kept_apart()
    {
        await store.Put([Bar(60), Bar(60, mode: "simulated", close: 1)]);
        Assert.Equal(Bar(60), Assert.Single(await store.Read("NSE:NIFTY 50", "live", 0, 1000, 10)));
        Assert.Equal(Bar(60, mode: "simulated", close: 1), Assert.Single(await store.Read("NSE:NIFTY 50", "simulated", 0, 1000, 10)));
    }

    [Fact]
    public async Task A_range_is_in_order_without_its_end_and_no_longer_than_asked()
    {
        await store.Put([.. Enumerable.Range(0, 200).Select(i => Bar((200 - i) * 60L)), Bar(60, instrument: "NSE:INFY")]);
        Assert.Equal([120L, 180, 240], (await store.Read("NSE:NIFTY 50", "live", 120, 300, 10)).Select(b => b.Bar.Start));
        Assert.Equal(5, (await store.Read("NSE:NIFTY 50", "live", 0, long.MaxValue, 5)).Count);
    }

    [Fact]
    public async Task Old_bars_are_forgotten_a_day_at_a_time()
    {
        const long day = 86_400;
        await store.Put([.. Enumerable.Range(0, 6).Select(i => Bar(day * i)), Bar(0, mode: "simulated")]);
        Assert.Equal(1, await store.Forget("live", 2));
        Assert.Equal(2, await store.Forget("live", 2) + await store.Forget("live", 2));
        Assert.Equal(0, await store.Forget("live", 2));
        Assert.Equal([3 * day, 4 * day, 5 * day], (await store.Read("NSE:NIFTY 50", "live", 0, long.MaxValue, 10)).Select(b => b.Bar.Start));
        Assert.Single(await store.Read("NSE:NIFTY 50", "simulated", 0, long.MaxValue, 10));
    }
}
