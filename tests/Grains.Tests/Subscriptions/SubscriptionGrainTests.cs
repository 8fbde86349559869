using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Subscriptions;
using Grains.Storage;
using Grains.Tests.Market.Support;
using Kite.Instruments;

namespace Grains.Tests.Subscriptions;

/// <summary>On the embedded host with its settings in SQLite. The feeds are real grains that find no broker: nothing listens where the account says.</summary>
public sealed class SubscriptionGrainTests : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("ticker-tests-").FullName;
    MarketSilo silo = null!;

    public async Task InitializeAsync() => silo = await Start();

    public async Task DisposeAsync()
    {
        await silo.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    Task<MarketSilo> Start(int slotSize = 3000, params string[] accounts)
    {
        var nowhere = new Uri("http://127.0.0.1:1");
        return MarketSilo.Start(
            (accounts is [] ? ["a"] : accounts).Select(id => new AccountOptions { Id = id, Broker = "kite", Addresses = new(nowhere, nowhere, new("ws://127.0.0.1:1")) }),
            master: Listing.Master(),
            database: Path.Combine(folder, "grains.db"),
            subscriptions: new() { Underlyings = ["NIFTY"], InstrumentsPerSlot = slotSize },
            services: services => services.AddTickerStorage(Path.Combine(folder, "ticker.db")).AddAccounts());
    }

    ISubscriptionGrain Subscriptions => silo.Client.GetGrain<ISubscriptionGrain>(GrainKeys.Subscriptions);

    Task<SubscriptionPage> All() => Subscriptions.List(1000, null);

    async Task Restart(int slotSize = 3000, params string[] accounts)
    {
        await silo.DisposeAsync();
        silo = await Start(slotSize, accounts);
        await Subscriptions.Apply();
    }

    [Fact]
    public async Task Before_it_is_applied_nothing_is_streamed()
    {
        Assert.Equal(0, (await All()).Total);
        Assert.Empty(await Subscriptions.Feeds());
        Assert.Equal(["NIFTY"], (await Subscriptions.Underlyings()).AsEnumerable());
    }

    [Fact]
    public async Task Applied_it_hands_the_wanted_set_to_a_feed()
    {
        await Subscriptions.Apply();
        Assert.Equal(23, (await All()).Total);
        var feed = Assert.Single(await Subscriptions.Feeds());
        Assert.Equal(("a:0", 23), (feed.Source, feed.Instruments));
    }

    [Fact]
    public async Task An_instrument_that_is_added_is_streamed_and_one_taken_out_is_not()
    {
        await Subscriptions.Apply();
        var view = await Subscriptions.Add("NSE:INFY");
        Assert.Equal(new SubscriptionView("NSE:INFY", "explicit", "a:0"), view);
        Assert.Equal(24, Assert.Single(await Subscriptions.Feeds()).Instruments);
        Assert.Equal(view, await Subscriptions.Add("NSE:INFY"));
        Assert.Equal(24, (await All()).Total);
        Assert.True(await Subscriptions.Remove("NSE:INFY"));
        Assert.False(await Subscriptions.Remove("NSE:INFY"));
        Assert.Equal(23, Assert.Single(await Subscriptions.Feeds()).Instruments);
    }

    [Theory]
    [InlineData("NSE:NOTHING")]
    [InlineData("nonsense")]
    public async Task What_is_not_listed_cannot_be_added(string instrument) => Assert.Null(await Subscriptions.Add(instrument));

    [Fact]
    public async Task What_was_added_survives_a_restart_and_so_does_taking_it_out()
    {
        await Subscriptions.Add("NSE:INFY");
        await Restart();
        Assert.Contains((await All()).Subscriptions, v => v is { Instrument: "NSE:INFY", Reason: "explicit" });
        await Subscriptions.Remove("NSE:INFY");
        await Restart();
        Assert.DoesNotContain((await All()).Subscriptions, v => v.Instrument == "NSE:INFY");
    }

    [Fact]
    public async Task Slots_of_all_accounts_are_filled_in_order_and_the_rest_is_shed()
    {
        await Restart(3, "a", "b");
        var page = await All();
        Assert.Equal(["a:0", "a:1", "a:2", "b:0", "b:1", "b:2"], page.Subscriptions.Select(v => v.Source).OfType<string>().Distinct().Order());
        Assert.Equal(23 - 18, page.Subscriptions.Count(v => v.Source is null));
        Assert.Equal((6, 5), ((await Subscriptions.Feeds()).Length, page.Shed));
    }

    [Fact]
    public async Task What_clients_look_at_is_streamed_until_some_time_after_the_last_has_left()
    {
        await Restart();
        await Subscriptions.Demand("g", [new(GrainKeys.Chain("NFO", "NIFTY", Listing.Far), 3)]);
        Assert.Equal(10, (await All()).Subscriptions.Count(v => v.Reason == "demand"));
        await Subscriptions.Demand("g", []);
        Assert.Equal(10, (await All()).Subscriptions.Count(v => v.Reason == "demand"));
        silo.Time.Advance(TimeSpan.FromSeconds(31));
        await Subscriptions.Apply();
        Assert.Equal(0, (await All()).Subscriptions.Count(v => v.Reason == "demand"));
    }

    [Fact]
    public async Task A_feed_that_has_nothing_left_to_carry_is_told()
    {
        await Restart(12);
        Assert.Equal(3, (await Subscriptions.Feeds()).Length);
        silo.Directory.Replace(InstrumentMaster.Create([.. Listing.Master().All.Take(1)]));
        await Subscriptions.Apply();
        // Asked of the feeds themselves: one that never failed leaves the grain's list with its last instrument.
        var carried = await Task.WhenAll(Enumerable.Range(0, 3).Select(slot => silo.Client.GetGrain<IFeedGrain>(GrainKeys.Feed("a", slot)).GetHealth()));
        Assert.Equal([0, 0, 1], carried.Select(f => f.Instruments).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(23)]
    [InlineData(24)]
    public async Task Pages_follow_each_other_without_gap_or_repeat(int limit)
    {
        await Subscriptions.Apply();
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Subscriptions.List(limit, cursor);
            Assert.Equal(23, page.Total);
            seen.AddRange(page.Subscriptions.Select(v => v.Instrument));
            cursor = page.NextCursor;
        }
        while (cursor is not null && seen.Count < 100);
        Assert.Equal((await All()).Subscriptions.Select(v => v.Instrument), seen);
    }

    [Fact]
    public async Task Without_a_master_there_is_nothing_to_apply()
    {
        await using var empty = await MarketSilo.Start();
        var grain = empty.Client.GetGrain<ISubscriptionGrain>(GrainKeys.Subscriptions);
        await grain.Apply();
        Assert.Null(await grain.Add("NSE:INFY"));
        Assert.Empty((await grain.List(10, null)).Subscriptions);
    }
}
