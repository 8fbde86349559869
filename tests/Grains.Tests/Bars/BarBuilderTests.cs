using Grains.Bars;

namespace Grains.Tests.Bars;

public class BarBuilderTests
{
    const long Open = Trades.Open;
    readonly BarBuilder builder = new(60, 2, 10);
    readonly List<RawBar> bars = [];

    void Add(long after, int price, uint? volume, int received = 0) => builder.Add(new(Open + after, price, volume, null, received));

    List<RawBar> Sealed(long after)
    {
        builder.Seal(Open + after, bars);
        return bars;
    }

    [Fact]
    public void A_minute_without_trades_has_no_bar()
    {
        Add(5, 100, 10);
        Add(130, 101, 12);
        Assert.Equal([Open, Open + 120], Sealed(200).Select(b => b.Start));
    }

    [Fact]
    public void A_bar_is_sealed_a_grace_after_its_end_and_later_trades_are_counted()
    {
        Add(5, 100, 10);
        Assert.Empty(Sealed(61));
        Add(59, 103, 11);
        Assert.Equal(103, Sealed(62).Single().Close);
        Add(58, 99, 12);
        Assert.Equal(1, builder.Late);
        Add(58, 99, 11);
        Assert.Equal(1, builder.Late);
        Add(61, 99, 12);
        Assert.Equal(1, Sealed(130)[1].Volume);
    }

    [Fact]
    public void One_in_the_making_shows_what_is_known()
    {
        Add(1, 100, 10);
        Add(2, 90, 15);
        Assert.Equal(new RawBar(Open, 100, 100, 90, 90, 15, 15, null, false, false), Assert.Single(builder.Open()));
        Assert.Equal(15, Sealed(62).Single().Volume);
    }

    [Fact]
    public void Volume_begins_anew_each_day_and_a_smaller_figure_adds_nothing()
    {
        Add(0, 100, 500);
        Add(60, 100, 0);
        Add(61, 100, 510);
        Add(86_400, 100, 40);
        Assert.Equal([500, 10, 40], Sealed(90_000).Select(b => b.Volume));
    }

    [Fact]
    public void Volume_that_wraps_goes_on()
    {
        Add(0, 100, uint.MaxValue - 10);
        Add(60, 100, 20);
        Assert.Equal([uint.MaxValue - 10L, 31], Sealed(200).Select(b => b.Volume));
    }

    [Fact]
    public void Of_a_day_that_is_joined_late_the_first_bar_counts_from_its_first_packet()
    {
        builder.MarkGap(0, Open + 3605);
        Add(3605, 100, 1000);
        Add(3610, 101, 1100);
        Add(3660, 101, 1150);
        Assert.Equal([(100L, true), (50L, false)], Sealed(4000).Select(b => (b.Volume, b.Gap)));
    }

    [Fact]
    public void A_gap_marks_the_bars_that_it_touches_and_no_others()
    {
        Add(10, 100, 1);
        Add(70, 100, 2);
        Assert.Equal(Open, Sealed(122)[0].Start);
        builder.MarkGap(Open + 90, long.MaxValue);
        builder.MarkGap(Open + 90, Open + 245);
        Add(250, 100, 5);
        Add(310, 100, 6);
        Assert.Equal([(0L, false), (60, true), (240, true), (300, false)], builder.Recent().Select(b => (b.Start - Open, b.Gap)));
        Assert.Equal(3, Sealed(400)[2].Volume);
    }

    [Fact]
    public void A_gap_that_is_noticed_late_gives_sealed_bars_back()
    {
        Add(10, 100, 1);
        Sealed(100);
        Assert.Equal([(Open, true)], builder.MarkGap(Open + 30, Open + 95).Select(b => (b.Start, b.Gap)));
        Assert.Empty(builder.MarkGap(Open + 30, Open + 95));
    }

    [Fact]
    public void After_a_restart_the_open_bar_goes_on_and_is_marked()
    {
        builder.MarkGap(0, Open + 40);
        builder.Restore(new(Open, 100, 120, 95, 110, 500, 500, 7, true, true));
        Add(40, 90, 560);
        Add(45, 91, 580);
        Add(61, 92, 600);
        Assert.Equal(
            [new RawBar(Open, 100, 120, 90, 91, 580, 580, null, true, true), new(Open + 60, 92, 92, 92, 92, 20, 600, null, false, true)], Sealed(130));
    }

    [Fact]
    public void An_index_has_no_volume_and_its_order_is_by_arrival_within_a_second()
    {
        Add(1, 105, null, received: 2);
        Add(1, 100, null, received: 1);
        var bar = Sealed(100).Single();
        Assert.Equal((100, 105, 0L, null), (bar.Open, bar.Close, bar.Volume, bar.DayVolume));
    }
}
