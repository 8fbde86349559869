using System.Security.Cryptography;
using Kite.Simulator.Market;
using Kite.Simulator.Ticker;

namespace Kite.Simulator.Tests.Market;

public sealed class RepeatabilityTests
{
    static SimulatedMarket New(int seed) => new(MarketFacts.Embedded, seed, 1, MarketFacts.Embedded.Exchange.DefaultStart);

    static string Packets(SimulatedMarket market)
    {
        var all = new byte[market.Instruments.Count * PacketEncoder.Largest];
        foreach (var i in market.Instruments)
            PacketEncoder.Encode(i, all.AsSpan(i.Index * PacketEncoder.Largest, PacketEncoder.Largest));
        return Convert.ToHexString(SHA256.HashData(all));
    }

    [Fact]
    public void The_same_seed_and_steps_give_the_same_packets()
    {
        var (one, two, other) = (New(7), New(7), New(8));
        for (var i = 0; i < 100; i++)
        {
            one.Step(SimulatedMarket.FineStep);
            two.Step(SimulatedMarket.FineStep);
            other.Step(SimulatedMarket.FineStep);
        }

        Assert.Equal(Packets(one), Packets(two));
        Assert.NotEqual(Packets(one), Packets(other));
    }

    [Fact]
    public void A_stored_market_goes_on_from_where_it_was()
    {
        var market = New(3);
        for (var i = 0; i < 100; i++)
            market.Step(SimulatedMarket.FineStep);
        var restored = New(3);
        MarketState.Read(restored, MarketState.Write(market));
        Assert.Equal(market.Now, restored.Now);
        Assert.Equal(market.Underlyings.Select(static u => u.Index.Last), restored.Underlyings.Select(static u => u.Index.Last));
        Assert.Equal(
            market.Instruments.Select(static i => (i.Token, i.Last, i.Volume, i.Oi, i.Open, i.High, i.Low, i.Close)),
            restored.Instruments.Select(static i => (i.Token, i.Last, i.Volume, i.Oi, i.Open, i.High, i.Low, i.Close)));
    }

    [Fact]
    public void A_market_stored_days_later_keeps_the_strikes_that_were_listed_at_other_levels()
    {
        var market = New(3);
        market.Underlyings[0].Spot *= 1.04;
        while (market.Today < new DateOnly(2025, 11, 26))
            market.Step(TimeSpan.FromHours(2));
        var restored = New(3);
        MarketState.Read(restored, MarketState.Write(market));
        Assert.Equal(market.Instruments.Select(static i => i.Symbol), restored.Instruments.Select(static i => i.Symbol));
        Assert.Equal(market.Histories[0].Path(new DateOnly(2025, 11, 24)), restored.Histories[0].Path(new DateOnly(2025, 11, 24)));
    }

    [Fact]
    public void A_state_of_another_format_is_left_alone()
    {
        var market = New(3);
        MarketState.Read(market, [9, 9, 9, 9, 0]);
        Assert.Equal(MarketFacts.Embedded.Exchange.DefaultStart, market.Now);
    }
}
