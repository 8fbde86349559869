using Kite.Simulator.Market;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Market;

public sealed class LargeWorldTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(27_000)]
    public void A_large_listing_has_as_many_options_as_asked_each_with_a_token_and_a_symbol_of_its_own(int options)
    {
        var market = new SimulatedMarket(LargeWorld.Of(MarketFacts.Embedded, options), 1, 1, MarketFacts.Embedded.Exchange.DefaultStart);
        Assert.Equal(options, market.Instruments.Count(static i => i.IsOption));
        Assert.Equal((6, 18, 3), (Count(InstrumentKind.Index), Count(InstrumentKind.Future), Count(InstrumentKind.Equity)));
        Assert.Equal(market.Instruments.Count, market.Instruments.Select(static i => i.Token).Distinct().Count());
        Assert.Equal(market.Instruments.Count, market.Instruments.Select(static i => i.QuoteKey).Distinct().Count());
        Assert.Equal([1u, 2u, 5u, 9u], market.Instruments.Select(static i => i.Token & 0xff).Distinct().Order());
        var sensex = market.Instruments.First(static i => i.Exchange == "BFO" && i.IsOption);
        Assert.Equal((DayOfWeek.Thursday, 20), (sensex.Expiry.DayOfWeek, sensex.Lot));
        Assert.Equal(sensex, market.Find($"BFO:{sensex.Symbol}"));
        for (var i = 0; i < 8; i++)
            market.Step(SimulatedMarket.FineStep);
        Assert.All(market.Instruments.Where(static i => i.Kind == InstrumentKind.Equity), static i => Assert.True(i.TwoSided && i.Volume > 0));

        int Count(InstrumentKind kind) => market.Instruments.Count(i => i.Kind == kind);
    }

    [Fact]
    public async Task A_set_rate_of_packets_is_kept_beside_the_natural_ones()
    {
        await using var sim = await Sim.StartAsync(Sim.Options with { OptionContracts = 2000, TicksPerSecond = 4000 });
        sim.Turn();
        var before = sim.Host.World.Hub.TicksPublished;
        sim.Turn(40);
        Assert.InRange(sim.Host.World.Hub.TicksPublished - before, 36_000, 44_000);
    }

    [Fact]
    public async Task A_large_world_goes_on_after_a_restart_and_its_state_is_not_mistaken_for_another_listing_s()
    {
        var folder = Directory.CreateTempSubdirectory("kite-simulator-").FullName;
        var options = Sim.Options with { OptionContracts = 400, DataFolder = folder };
        var sim = await Sim.StartAsync(options);
        sim.Turn(20);
        var (now, last) = (sim.Host.Clock.Now, sim.Host.World.Market.Underlyings[5].Index.Last);
        await sim.DisposeAsync();
        await using (var again = await Sim.StartAsync(options))
            Assert.Equal((now, last), (again.Host.Clock.Now, again.Host.World.Market.Underlyings[5].Index.Last));
        await using (var other = await Sim.StartAsync(options with { OptionContracts = null }))
            Assert.Equal(904, other.Host.World.Market.Instruments.Count);
        Directory.Delete(folder, recursive: true);
    }
}
