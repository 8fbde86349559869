using Grains.Interfaces.Bars;
using Grains.Interfaces.Feeds;
using Grains.Tests.Market.Support;
using Grains.Tests.Support;

namespace Grains.Tests.Bars;

/// <summary>From ticks to stored bars, in a silo. The clock begins at 12:00:00 IST.</summary>
public sealed class BarPathTests : IAsyncLifetime
{
    const string Future = Listing.NearFuture;
    readonly TempFolder folder = new();
    BarRig rig = null!;

    public async Task InitializeAsync() => rig = await BarRig.Start(folder.File("ticker.db"));

    public async Task DisposeAsync()
    {
        await rig.DisposeAsync();
        folder.Dispose();
    }

    static IEnumerable<(string, decimal, long, bool Complete, bool Gap)> Facts(BarPage page) =>
        page.Bars.Select(b => (b.Start.ToString("HH:mm", null), b.Close, b.Volume, b.Complete, b.Gap));

    [Fact]
    public async Task Index_and_near_future_have_bars_and_nothing_else_pays_for_them()
    {
        foreach (var instrument in (string[])[Listing.Index, Future, Listing.FarFuture, Listing.Call(25000), "NSE:INFY", "NSE:NIFTY BANK"])
            await rig.Trade(instrument, 100);
        Assert.Equal([Future, Listing.Index], rig.Made);
        Assert.False((await rig.Get("NSE:INFY")).Kept);
        Assert.True((await rig.Get(Listing.Index)).Kept);
    }

    [Fact]
    public async Task A_bar_is_shown_while_it_is_made_and_does_not_change_once_it_is_complete()
    {
        await rig.Pass(1);
        await rig.Trade(Future, 25000, 1000);
        await rig.Pass(58);
        await rig.Trade(Future, 25010, 1075);
        Assert.Equal([("12:00", 25010m, 75, false, true)], Facts(await rig.Get(Future)));
        await rig.Pass(5);
        await rig.Trade(Future, 25005.5, 1150);
        var page = await rig.Get(Future);
        Assert.Equal([("12:00", 25010m, 75, true, true), ("12:01", 25005.5m, 75, false, false)], Facts(page));
        Assert.Equal(("live", (long?)15000, TimeSpan.FromHours(5.5)), (page.Mode, page.Bars[1].Oi, page.Bars[1].Start.Offset));
    }

    [Fact]
    public async Task A_packet_that_is_too_late_for_the_quote_is_in_time_for_its_bar()
    {
        await rig.Trade(Future, 25000, 10);
        await rig.Pass(61);
        await rig.Trade(Future, 25010, 30);
        await rig.Trade(Future, 25090, 20, before: 2);
        await rig.Pass(3);
        await rig.Trade(Future, 24900, 31, before: 5);
        Assert.Equal([("12:00", 25090m, 10, true, true), ("12:01", 25010m, 10, false, false)], Facts(await rig.Get(Future)));
    }

    [Fact]
    public async Task What_was_missed_while_the_socket_was_lost_is_marked()
    {
        await rig.Trade(Future, 25000, 10);
        await rig.Pass(70);
        await rig.Trade(Future, 25001, 20);
        rig.Health = rig.Health with { State = FeedState.Reconnecting, Since = rig.Time.GetUtcNow() };
        await rig.Pass(120);
        rig.Health = rig.Health with { State = FeedState.Healthy, Since = rig.Time.GetUtcNow() };
        await rig.Trade(Future, 25002, 90);
        await rig.Pass(60);
        await rig.Trade(Future, 25003, 91);
        // 12:02 is absent: nobody knows it.
        Assert.Equal([("12:00", true), ("12:01", true), ("12:03", true), ("12:04", false)], (await rig.Get(Future)).Bars.Select(b => (b.Start.ToString("HH:mm", null), b.Gap)));
        Assert.Equal([0L, 10, 70, 1], (await rig.Get(Future)).Bars.Select(b => b.Volume));
    }

    [Fact]
    public async Task A_socket_that_only_brings_nothing_new_leaves_no_gap()
    {
        await rig.Trade(Future, 25000, 10);
        await rig.Pass(180);
        await rig.Trade(Future, 25003, 91);
        Assert.Equal([("12:00", true), ("12:03", false)], (await rig.Get(Future)).Bars.Select(b => (b.Start.ToString("HH:mm", null), b.Gap)));
    }

    [Fact]
    public async Task After_a_crash_the_open_minute_is_marked_and_volume_goes_on()
    {
        await rig.Trade(Future, 25000, 1000);
        await rig.Pass(75);
        await rig.Trade(Future, 25020, 1100);
        await rig.Pass(15);
        // Nothing is told to stop: what is in memory is lost.
        var again = await BarRig.Start(folder.File("ticker.db"));
        await again.Pass(100);
        await again.Trade(Future, 25030, 1150);
        await again.Pass(60);
        await again.Trade(Future, 25040, 1160);
        await again.Pass(70);
        var page = await again.Get(Future, 60, 0);
        Assert.Equal([("12:00", 25000m, 0, true, true), ("12:01", 25030m, 150, true, true), ("12:02", 25040m, 10, true, false)], Facts(page));
        await again.DisposeAsync();
    }

    [Fact]
    public async Task Pages_follow_each_other_and_longer_bars_are_whole_wherever_a_page_begins()
    {
        await rig.Trade(Future, 25000, 0);
        for (uint minute = 1; minute <= 31; minute++)
        {
            await rig.Pass(60);
            await rig.Trade(Future, 25000 + minute, minute * 10);
        }

        var all = (await rig.Get(Future)).Bars;
        Assert.Equal(32, all.Length);
        var first = await rig.Get(Future, limit: 30);
        Assert.Equal(all[30].Start.ToUnixTimeSeconds(), first.Next);
        var second = await rig.Get(Future, from: first.Next, limit: 30);
        Assert.Equal((all.Length - 30, null), (second.Bars.Length, second.Next));

        var fives = await rig.Get(Future, 300);
        Assert.Equal([("12:00", 40L, true), ("12:05", 50, true), ("12:10", 50, true), ("12:15", 50, true), ("12:20", 50, true), ("12:25", 50, true), ("12:30", 20, false)],
            fives.Bars.Select(b => (b.Start.ToString("HH:mm", null), b.Volume, b.Complete)));
        // In the middle of a bar: it is given whole.
        var within = await rig.Get(Future, 300, from: fives.Bars[1].Start.ToUnixTimeSeconds() + 120, to: fives.Bars[2].Start.ToUnixTimeSeconds() + 1);
        Assert.Equal(fives.Bars.Skip(1).Take(2), within.Bars);
        var two = await rig.Get(Future, 300, limit: 2);
        Assert.Equal(fives.Bars.Take(2), two.Bars);
        Assert.Equal(fives.Bars[2].Start.ToUnixTimeSeconds(), two.Next);
        Assert.Equal(310, Assert.Single((await rig.Get(Future, BarIntervals.Day)).Bars).Volume);
    }

    [Fact]
    public async Task Nothing_outside_the_session_and_no_stamp_from_the_future_makes_a_bar()
    {
        await rig.Trade(Future, 25000, 10);
        await rig.Trade(Future, 26000, 20, before: -120);
        await rig.Pass((3 * 3600) + (29 * 60));
        await rig.Trade(Future, 25010, 30);
        await rig.Pass(60);
        await rig.Trade(Future, 25011, 40);
        await rig.Pass(60);
        await rig.Trade(Future, 25500, 50);
        await rig.Pass(60);
        Assert.Equal([("12:00", 25000m, 0, true, true), ("15:29", 25011m, 30, true, false)], Facts(await rig.Get(Future)));
    }

    [Fact]
    public async Task Seconds_are_made_for_as_long_as_somebody_asks_and_never_stored()
    {
        await rig.Trade(Future, 25000, 10);
        var live = await rig.Bars(Future).Today(BarIntervals.Second, 0);
        Assert.Empty(live.Bars);
        await rig.Pass(2);
        await rig.Trade(Future, 25001, 11);
        await rig.Pass(1);
        await rig.Trade(Future, 25002, 12);
        live = await rig.Bars(Future).Today(BarIntervals.Second, 0);
        Assert.Equal([("12:00:02", 25001m, false), ("12:00:03", 25002m, false)], live.Bars.Select(b => (b.Start.ToString("HH:mm:ss", null), b.Close, b.Gap)));
        await rig.Pass(12);
        Assert.Empty((await rig.Bars(Future).Today(BarIntervals.Second, 0)).Bars);
        Assert.Single((await rig.Get(Future)).Bars);
    }

    [Fact]
    public async Task What_is_not_kept_is_made_for_as_long_as_somebody_streams_it()
    {
        await rig.Bars("NSE:INFY").Today(60, 0);
        await rig.Trade("NSE:INFY", 1500, 10);
        Assert.Single((await rig.Bars("NSE:INFY").Today(60, 0)).Bars);
        await rig.Pass(12);
        Assert.DoesNotContain("NSE:INFY", rig.Made);
        Assert.Empty((await rig.Get("NSE:INFY")).Bars);
    }
}
