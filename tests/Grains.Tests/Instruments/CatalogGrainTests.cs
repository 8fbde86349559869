using Grains.Interfaces;
using Grains.Interfaces.Instruments;
using Grains.Tests.Market.Support;

namespace Grains.Tests.Instruments;

public sealed class CatalogGrainTests : IAsyncLifetime
{
    MarketSilo silo = null!;

    public async Task InitializeAsync() => silo = await MarketSilo.Start(master: Listing.Master());

    public async Task DisposeAsync() => await silo.DisposeAsync();

    ICatalogGrain Catalog => silo.Client.GetGrain<ICatalogGrain>(GrainKeys.Catalog);

    async Task<List<string>> Search(InstrumentQuery query)
    {
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Catalog.Search(query with { Cursor = cursor });
            Assert.InRange(page.Instruments.Length, 0, query.Limit);
            found.AddRange(page.Instruments.Select(i => i.Instrument));
            cursor = page.NextCursor;
        }
        while (cursor is not null && found.Count < 1000);
        return found;
    }

    static InstrumentQuery Any(int limit = 100) => new(null, null, null, null, limit, null);

    [Fact]
    public async Task Underlyings_are_those_with_options()
    {
        var nifty = Assert.Single(await Catalog.Underlyings());
        Assert.Equal(("NIFTY", "NFO"), (nifty.Underlying, nifty.Exchange));
        Assert.Equal([Listing.Near, Listing.Far], nifty.Expiries.AsEnumerable());
    }

    [Fact]
    public async Task An_option_is_found_with_its_contract()
    {
        var put = await Catalog.Find(Listing.Put(25100));
        Assert.Equal((25100m, "PE", Listing.Near, 75, 0.05m, "NFO-OPT"), (put!.Strike, put.InstrumentType, put.Expiry, put.LotSize, put.TickSize, put.Segment));
        Assert.Equal(("FUT", null), ((await Catalog.Find(Listing.NearFuture))!.InstrumentType, (await Catalog.Find(Listing.NearFuture))!.Strike));
        Assert.Equal("EQ", (await Catalog.Find(Listing.Index))!.InstrumentType);
        Assert.Null(await Catalog.Find("NFO:NOTHING"));
        Assert.Null(await Catalog.Find("nonsense"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public async Task Pages_follow_each_other_in_the_order_of_names(int limit)
    {
        var all = await Search(Any(limit));
        Assert.Equal(25, all.Count);
        Assert.Equal(all.Order(StringComparer.Ordinal).Distinct(), all);
    }

    [Fact]
    public async Task Every_filter_narrows()
    {
        Assert.Equal(22, (await Search(Any() with { Underlying = "nifty" })).Count);
        Assert.Equal(11, (await Search(Any() with { Underlying = "NIFTY", Expiry = Listing.Near })).Count);
        Assert.Equal(5, (await Search(Any() with { Expiry = Listing.Near, InstrumentType = "ce" })).Count);
        Assert.Equal(["NSE:INFY"], await Search(Any() with { Text = "infosys" }));
        Assert.Equal([Listing.Call(25200), Listing.Put(25200)], await Search(Any() with { Text = "25nov25200" }));
        Assert.Empty(await Search(Any() with { Text = "nothing" }));
    }

    [Fact]
    public async Task A_name_that_does_not_exist_has_neighbours()
    {
        Assert.Contains(Listing.Call(25000), await Catalog.NearestInstruments("NFO:NIFTY25NOV2500CE"));
        Assert.Equal("NIFTY", (await Catalog.NearestUnderlyings("NIFY"))[0]);
    }

    [Fact]
    public async Task Before_the_download_everything_is_empty()
    {
        await using var empty = await MarketSilo.Start();
        var catalog = empty.Client.GetGrain<ICatalogGrain>(GrainKeys.Catalog);
        Assert.Equal(0, await catalog.Count());
        Assert.Empty(await catalog.Underlyings());
        Assert.Empty(await catalog.NearestInstruments("NFO:A"));
        Assert.Empty(await catalog.NearestUnderlyings("A"));
        Assert.Null(await catalog.Find(Listing.Index));
        Assert.Equal((0, null), ((await catalog.Search(Any())).Instruments.Length, (await catalog.Search(Any())).NextCursor));
        Assert.Equal(25, await Catalog.Count());
    }
}
