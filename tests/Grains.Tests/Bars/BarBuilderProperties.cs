using Grains.Bars;
using Grains.Tests.Market.Support;

namespace Grains.Tests.Bars;

public class BarBuilderProperties
{
    static void ForAll(Func<Trades, bool> holds) => Seeded.All(Trades.Any, holds, 300);

    [Fact]
    public void Any_order_within_the_grace_gives_the_same_bars() => ForAll(t => Trades.Build(t.Arrived).SequenceEqual(Trades.Build(t.True)));

    [Fact]
    public void Volumes_add_up_to_the_days() =>
        ForAll(t => Trades.Build(t.Arrived).Sum(b => b.Volume) == (t.True.Count == 0 ? 0 : t.True[^1].Volume));

    [Fact]
    public void A_bar_is_what_its_trades_were() => ForAll(t =>
        Trades.Build(t.Arrived).SequenceEqual(t.True.GroupBy(trade => trade.Time - (trade.Time % 60)).Select(g => new RawBar(
            g.Key, g.First().Price, g.Max(x => x.Price), g.Min(x => x.Price), g.Last().Price,
            g.Last().Volume - t.True.LastOrDefault(x => x.Time < g.Key).Volume, g.Last().Volume, g.Last().Volume / 3, false, true))));

    [Fact]
    public void Without_a_grace_order_does_matter()
    {
        // The other properties would say nothing of a builder that never sealed.
        Trades.Trade[] late = [new(Trades.Open + 59, 10, 5), new(Trades.Open + 60, 20, 9), new(Trades.Open + 58, 99, 4)];
        Assert.Equal([10, 20], Trades.Build(late, grace: 0).Select(b => b.High));
        Assert.Equal([99, 20], Trades.Build(late).Select(b => b.High));
    }
}
