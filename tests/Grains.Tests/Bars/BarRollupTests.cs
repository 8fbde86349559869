using System.Collections.Immutable;
using Grains.Bars;
using Grains.Interfaces.Bars;
using Grains.Tests.Market.Support;

namespace Grains.Tests.Bars;

public class BarRollupTests
{
    static readonly BarSession Session = new(Trades.Open, Trades.Open + (375 * 60));

    static ImmutableArray<Bar> Derive(IEnumerable<Bar> bars, int minutes, long through = long.MaxValue) => BarRollup.Derive(bars, minutes * 60, _ => Session, through);

    static Bar Minute(int after, decimal price, long volume = 10, bool gap = false, bool complete = true, long? oi = 5) =>
        new(BarRollup.At(Trades.Open + (after * 60)), price, price + 1, price - 1, price, volume, oi, complete, gap);

    [Fact]
    public void Deriving_in_two_steps_is_deriving_in_one() => Seeded.All(Trades.Any, trades =>
    {
        var minutes = Trades.Build(trades.True).Select(b => BarLane.ToBar(b, 100)).ToList();
        return Derive(Derive(minutes, 5), 15).SequenceEqual(Derive(minutes, 15)) && Derive(Derive(minutes, 15), 60).SequenceEqual(Derive(minutes, 60))
            && Derive(minutes, 30).Sum(b => b.Volume) == minutes.Sum(b => b.Volume);
    }, 200);

    [Fact]
    public void Longer_bars_are_aligned_to_the_open_and_end_with_the_session()
    {
        var hours = Derive([Minute(44, 1), Minute(45, 2), Minute(374, 3)], 60);
        Assert.Equal(["09:15", "15:15"], hours.Select(b => b.Start.ToString("HH:mm", null)));
        Assert.Equal(TimeSpan.FromHours(5.5), hours[0].Start.Offset);
        Assert.Equal(Session.Close, BarRollup.EndOf(hours[1].Start.ToUnixTimeSeconds(), 3600, Session));
        var day = Assert.Single(Derive([Minute(0, 1), Minute(374, 3)], 1440));
        Assert.Equal((1m, 4m, 0m, 3m, 20L), (day.Open, day.High, day.Low, day.Close, day.Volume));
    }

    [Fact]
    public void A_gap_in_any_minute_marks_the_whole_and_open_interest_is_the_last_known() =>
        Assert.Equal([(true, 7L), (false, 5L)], Derive([Minute(0, 1, gap: true), Minute(1, 1, oi: 7), Minute(2, 1, oi: null), Minute(3, 1)], 3).Select(b => (b.Gap, b.Oi!.Value)));

    [Fact]
    public void A_bar_is_complete_when_its_end_has_passed_and_every_minute_of_it_is()
    {
        Bar[] minutes = [Minute(0, 1), Minute(1, 1)];
        var end = Trades.Open + 300;
        Assert.False(Derive(minutes, 5, end - 1)[0].Complete);
        Assert.True(Derive(minutes, 5, end)[0].Complete);
        Assert.False(Derive([Minute(0, 1, complete: false)], 5, end)[0].Complete);
    }

    [Fact]
    public void Where_the_session_is_not_known_the_day_is_the_measure()
    {
        Assert.Equal(BarRollup.At(Trades.Open).Date, BarRollup.Derive([Minute(0, 1)], BarIntervals.Day, _ => null, long.MaxValue)[0].Start.DateTime);
        Assert.Equal("09:00", BarRollup.Derive([Minute(10, 1)], 3600, _ => null, long.MaxValue)[0].Start.ToString("HH:mm", null));
    }
}
