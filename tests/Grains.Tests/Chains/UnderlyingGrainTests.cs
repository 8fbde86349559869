using Grains.Interfaces;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;
using Grains.Tests.Market.Support;

namespace Grains.Tests.Chains;

public sealed class UnderlyingGrainTests : IAsyncLifetime
{
    MarketSilo silo = null!;

    public async Task InitializeAsync() => silo = await MarketSilo.Start(master: Listing.Master());

    public async Task DisposeAsync() => await silo.DisposeAsync();

    IUnderlyingGrain Nifty => silo.Client.GetGrain<IUnderlyingGrain>(GrainKeys.Underlying("NFO", "NIFTY"));

    static InstrumentUpdate Of(string instrument, int last, int bid = 0, int ask = 0, int secondsLater = 0) => new()
    {
        Instrument = instrument, Divisor = 100, LastPrice = last, Bid = bid, Ask = ask, Close = last - 1000, Source = Quotes.Source,
        ExchangeTime = Listing.NoonSeconds + (uint)secondsLater, ReceivedAt = Listing.Noon.AddSeconds(secondsLater).UtcTicks,
    };

    [Fact]
    public async Task Spot_and_futures_are_merged_across_flushes()
    {
        await Nifty.Apply([Of(Listing.Index, 2_500_000)]);
        var point = await Nifty.Apply([Of(Listing.FarFuture, 2_520_000, 2_519_900, 2_520_100, 3), Of(Listing.NearFuture, 2_505_000, 2_504_900, 2_505_100, 2)]);
        Assert.Equal((25000m, 10m, Listing.Noon.AddSeconds(3)), (point.Spot, point.SpotChange, point.ExchangeTime));
        Assert.Equal([Listing.Near, Listing.FarFutureExpiry], point.Futures.Select(f => f.Expiry));
        Assert.Equal((25050m, 25049m, 25051m, true), (point.Futures[0].Last, point.Futures[0].Bid, point.Futures[0].Ask, point.Futures[0].Fresh));
    }

    [Fact]
    public async Task A_future_that_has_been_silent_for_half_a_minute_is_no_forward()
    {
        await Nifty.Apply([Of(Listing.NearFuture, 2_505_000, 2_504_900, 2_505_100)]);
        silo.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.True((await Nifty.Apply([])).Futures.Single().Fresh);
        silo.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await Nifty.Apply([])).Futures.Single().Fresh);
    }

    [Fact]
    public async Task Its_information_shows_the_listed_expiries_and_what_is_known()
    {
        await Nifty.Apply([Of(Listing.Index, 2_500_000)]);
        var info = await Nifty.GetInfo();
        Assert.Equal(("NIFTY", "NFO", Listing.Index, 25000m, "simulated"), (info!.Underlying, info.Exchange, info.SpotInstrument, info.Spot, info.Mode));
        Assert.Equal([Listing.Near, Listing.Far], info.Expiries.AsEnumerable());
        Assert.Empty(info.Futures);
    }

    [Fact]
    public async Task Before_the_first_packet_everything_is_unknown()
    {
        var info = await Nifty.GetInfo();
        Assert.Equal((null, null, null), (info!.Spot, info.Change, info.ExchangeTime));
    }

    [Fact]
    public async Task An_underlying_without_options_has_no_information()
    {
        Assert.Null(await silo.Client.GetGrain<IUnderlyingGrain>(GrainKeys.Underlying("NFO", "BANKNIFTY")).GetInfo());
        Assert.Null(await silo.Client.GetGrain<IUnderlyingGrain>(GrainKeys.Underlying("BFO", "NIFTY")).GetInfo());
    }

    [Fact]
    public async Task Before_the_master_is_loaded_the_point_is_empty()
    {
        await using var empty = await MarketSilo.Start();
        var grain = empty.Client.GetGrain<IUnderlyingGrain>(GrainKeys.Underlying("NFO", "NIFTY"));
        Assert.Equal(UnderlyingPoint.Empty, await grain.Apply([Of(Listing.Index, 2_500_000)]));
        Assert.Null(await grain.GetInfo());
    }
}
