using Grains.Interfaces.Chains;
using Grains.Tests.Market.Support;
using Pricing;
using Pricing.Chains;

namespace Grains.Tests.Chains;

/// <summary>From a packet to a published row: instruments, conflator, underlying and chain on the embedded host.</summary>
public sealed class TickPathTests : IAsyncLifetime
{
    MarketSilo silo = null!;

    public async Task InitializeAsync() => silo = await MarketSilo.Start(master: Listing.Master());

    public async Task DisposeAsync() => await silo.DisposeAsync();

    async Task<ChainSnapshot> Snapshot() => (await silo.Client.GetGrain<IOptionChainGrain>(Listing.NearChain).GetSnapshot())!;

    async Task TickAll(double forward, double volatility)
    {
        foreach (var strike in Listing.Strikes)
        {
            await silo.Tick(Listing.Call(strike), Quotes.Fair(OptionRight.Call, forward, strike, volatility));
            await silo.Tick(Listing.Put(strike), Quotes.Fair(OptionRight.Put, forward, strike, volatility));
        }
    }

    [Fact]
    public async Task One_flush_finds_the_forward_and_with_it_every_volatility()
    {
        await silo.Tick(Listing.NearFuture, 25050);
        await TickAll(25050, 0.14);
        await silo.Flush();
        Assert.Equal((25050, ForwardSource.Future), ((await Snapshot()).Header.Forward, (await Snapshot()).Header.ForwardSource));
        await silo.Flush();
        Assert.All((await Snapshot()).Rows, row =>
        {
            Assert.Equal(0.14, row.Call!.Iv!.Value, 3);
            Assert.Equal(0.14, row.Put!.Iv!.Value, 3);
        });
    }

    [Fact]
    public async Task A_forward_that_moves_solves_the_quiet_quotes_again()
    {
        await silo.Tick(Listing.NearFuture, 25050);
        await TickAll(25050, 0.14);
        await silo.Flush();
        await silo.Tick(Listing.NearFuture, 25080);
        await silo.Flush();
        var row = (await Snapshot()).Rows.Single(r => r.Strike == 25000);
        Assert.True(row.Call!.Iv < 0.14 && row.Put!.Iv > 0.14, $"{row.Call.Iv} {row.Put!.Iv}");
    }

    [Fact]
    public async Task The_spot_of_the_index_reaches_its_chains()
    {
        await silo.Instrument(Listing.Index).OnTick(new()
        {
            Kind = Interfaces.Instruments.TickKind.IndexFull, Divisor = 100, Token = 256265, LastPrice = 2_500_000, Close = 2_490_000,
            ExchangeTime = Listing.NoonSeconds, ReceivedAt = Listing.Noon.UtcTicks, Connection = 1, Source = Quotes.Source,
        });
        await silo.Tick(Listing.Call(25000), 200);
        await silo.Flush();
        Assert.Equal((25000m, ForwardSource.Carry), ((await Snapshot()).Header.Spot, (await Snapshot()).Header.ForwardSource));
    }
}
