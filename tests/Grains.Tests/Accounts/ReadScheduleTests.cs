using Grains.Accounts;
using Grains.Tests.Support;

namespace Grains.Tests.Accounts;

public sealed class ReadScheduleTests
{
    readonly FakeTime time = new();
    readonly ReadSchedule schedule;

    public ReadScheduleTests() => schedule = new ReadSchedule(new BrokerOptions(), time);

    [Fact]
    public void Nothing_is_read_until_somebody_asks() => Assert.Null(schedule.Wait);

    [Fact]
    public void A_hint_is_followed_at_once() => Assert.Equal(0, Ask(atOnce: true));

    [Fact]
    public void After_a_placement_the_book_is_read_at_100_ms_300_ms_and_1_s_and_then_every_30_s()
    {
        var began = time.GetUtcNow();
        var at = new List<double>();
        schedule.Ask(atOnce: false);
        for (var i = 0; i < 4; i++)
        {
            time.Advance(schedule.Wait!.Value);
            at.Add((time.GetUtcNow() - began).TotalMilliseconds);
            Read(LiveOrders.Open);
        }
        Assert.Equal([100, 300, 1000, 31000], at);
    }

    [Fact]
    public void A_pause_is_kept_whatever_is_asked_and_only_once()
    {
        schedule.Ask(atOnce: true);
        schedule.Begin();
        schedule.Done(LiveOrders.None, TimeSpan.FromMilliseconds(800));
        schedule.Ask(atOnce: true);
        Assert.Equal(800, schedule.Wait!.Value.TotalMilliseconds);
        time.Advance(schedule.Wait!.Value);
        Read(LiveOrders.None);
        schedule.Ask(atOnce: true);
        Assert.Equal(200, schedule.Wait!.Value.TotalMilliseconds);
    }

    [Fact]
    public void Nothing_more_is_read_once_no_order_is_live()
    {
        schedule.Ask(atOnce: true);
        Read(LiveOrders.None);
        Assert.Null(schedule.Wait);
    }

    [Fact]
    public void An_unknown_order_is_looked_for_every_5_s()
    {
        for (var i = 0; i < 5; i++)
        {
            schedule.Ask(atOnce: true);
            time.Advance(schedule.Wait!.Value);
            Read(LiveOrders.Unknown);
        }
        for (var i = 0; i < 3; i++)
        {
            time.Advance(schedule.Wait!.Value);
            Read(LiveOrders.Unknown);
        }
        Assert.Equal(5000, schedule.Wait!.Value.TotalMilliseconds);
    }

    [Fact]
    public void Many_asks_are_one_reading_and_readings_keep_a_distance()
    {
        for (var i = 0; i < 100; i++)
            schedule.Ask(atOnce: true);
        Read(LiveOrders.Open);
        schedule.Ask(atOnce: true);
        Assert.Equal(200, schedule.Wait!.Value.TotalMilliseconds);
    }

    [Fact]
    public void An_ask_during_a_reading_leads_to_another()
    {
        schedule.Begin();
        schedule.Ask(atOnce: true);
        schedule.Done(LiveOrders.None);
        Assert.NotNull(schedule.Wait);
    }

    [Fact]
    public void Failures_back_off_to_30_s_and_success_forgets_them()
    {
        var waits = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            schedule.Begin();
            schedule.Failed();
            waits.Add(schedule.Wait!.Value.TotalSeconds);
            time.Advance(schedule.Wait!.Value);
        }
        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], waits);
        Read(LiveOrders.None);
        schedule.Begin();
        schedule.Failed();
        Assert.Equal(1, schedule.Wait!.Value.TotalSeconds);
    }

    [Fact]
    public void A_used_up_budget_postpones()
    {
        schedule.Begin();
        schedule.Postpone(TimeSpan.FromMilliseconds(700));
        Assert.Equal(700, schedule.Wait!.Value.TotalMilliseconds);
    }

    double Ask(bool atOnce)
    {
        schedule.Ask(atOnce);
        return schedule.Wait!.Value.TotalMilliseconds;
    }

    void Read(LiveOrders live)
    {
        schedule.Begin();
        schedule.Done(live);
    }
}
