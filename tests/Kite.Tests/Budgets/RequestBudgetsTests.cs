using Kite.Budgets;
using Kite.Tests.Fakes;

namespace Kite.Tests.Budgets;

public sealed class RequestBudgetsTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly FakeTime time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_window_ever_holds_more_than_its_limit(int seed)
    {
        var random = new Random(seed);
        var budgets = new RequestBudgets(new RequestLimits(), time);
        var grants = new List<(DateTimeOffset At, bool Exit)>();
        for (var ask = 0; ask < 20_000; ask++)
        {
            time.Advance(TimeSpan.FromMilliseconds(random.Next(4) switch { 0 => 0, 1 => random.Next(5), 2 => random.Next(200), _ => random.Next(60) }));
            var exit = random.Next(5) == 0;
            if (budgets.Acquire(exit ? RequestClass.Exit : RequestClass.Order).IsGranted)
                grants.Add((time.GetUtcNow(), exit));
        }
        Assert.True(grants.Count > 1000);
        Assert.True(Most(grants, Second) <= 10);
        Assert.True(Most(grants, TimeSpan.FromMinutes(1)) <= 400);
    }

    [Fact]
    public void A_request_that_was_not_sent_does_not_count_for_the_day()
    {
        var budgets = new RequestBudgets(new RequestLimits { OrdersPerDay = 20, ExitsPerDay = 0 }, time);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(budgets.Acquire(RequestClass.Order).IsGranted);
            budgets.Return(RequestClass.Order);
            budgets.Return(RequestClass.Quote);
            time.Advance(Second);
        }
        budgets.Return(RequestClass.Order);
        for (var i = 0; i < 20; i++)
        {
            Assert.True(budgets.Acquire(RequestClass.Order).IsGranted);
            time.Advance(Second);
        }
        Assert.True(budgets.Acquire(RequestClass.Order).IsForToday);
    }

    [Fact]
    public void What_is_refused_is_granted_after_the_wait_that_was_named_and_not_before()
    {
        var budgets = new RequestBudgets(new RequestLimits(), time);
        Assert.Equal(TimeSpan.Zero, budgets.Acquire(RequestClass.Quote).RetryAfter);
        var (wait, reason, _) = budgets.Acquire(RequestClass.Quote);
        Assert.Equal(Second + new RequestLimits().Guard, wait);
        Assert.NotEmpty(reason);
        time.Advance(wait - TimeSpan.FromTicks(1));
        Assert.True(budgets.Acquire(RequestClass.Quote).RetryAfter > TimeSpan.Zero);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(TimeSpan.Zero, budgets.Acquire(RequestClass.Quote).RetryAfter);
    }

    [Theory]
    [InlineData(RequestClass.Quote, 1)]
    [InlineData(RequestClass.Historical, 3)]
    [InlineData(RequestClass.Other, 10)]
    [InlineData(RequestClass.Order, 8)]
    [InlineData(RequestClass.Exit, 10)]
    public void Each_class_has_its_own_limit(RequestClass kind, int limit) =>
        Assert.Equal(limit, Granted(new RequestBudgets(new RequestLimits(), time), kind, 20));

    [Fact]
    public void Two_a_second_are_kept_for_exits()
    {
        var budgets = new RequestBudgets(new RequestLimits(), time);
        Assert.Equal(8, Granted(budgets, RequestClass.Order, 20));
        Assert.Equal(2, Granted(budgets, RequestClass.Exit, 20));
    }

    [Fact]
    public void The_last_of_the_day_are_kept_for_exits_and_the_next_day_is_new()
    {
        var budgets = new RequestBudgets(new RequestLimits { OrdersPerDay = 100, ExitsPerDay = 5, OrdersPerSecond = 1000, OrdersPerMinute = 1000 }, time);
        Assert.Equal(95, Granted(budgets, RequestClass.Order, 200));
        Assert.Equal(5, Granted(budgets, RequestClass.Exit, 200));
        var (wait, reason, isForToday) = budgets.Acquire(RequestClass.Exit);
        Assert.Equal((TimeSpan.FromMinutes(885), true), (wait, isForToday));
        Assert.Contains("today", reason, StringComparison.Ordinal);
        time.Advance(wait);
        Assert.Equal(TimeSpan.Zero, budgets.Acquire(RequestClass.Order).RetryAfter);
    }

    [Fact]
    public void Orders_that_others_placed_count_too()
    {
        var budgets = new RequestBudgets(new RequestLimits { OrdersPerDay = 100, ExitsPerDay = 5, OrdersPerSecond = 1000, OrdersPerMinute = 1000 }, time);
        budgets.ObserveOrderBook(90);
        budgets.ObserveOrderBook(3);
        Assert.Equal(5, Granted(budgets, RequestClass.Order, 200));
    }

    [Theory]
    [InlineData(RequestClass.Order, RequestClass.Exit)]
    [InlineData(RequestClass.Exit, RequestClass.Order)]
    [InlineData(RequestClass.Quote, RequestClass.Quote)]
    public void What_the_broker_turned_away_pauses_its_class_alone(RequestClass refused, RequestClass also)
    {
        var budgets = new RequestBudgets(new RequestLimits(), time);
        budgets.Pause(refused, TimeSpan.FromSeconds(3));
        budgets.Pause(refused, Second);
        Assert.Equal(TimeSpan.FromSeconds(3), budgets.Acquire(also).RetryAfter);
        Assert.True(budgets.Acquire(RequestClass.Other).IsGranted);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.True(budgets.Acquire(also).IsGranted);
    }

    [Fact]
    public void An_order_is_changed_25_times_a_day_and_no_more()
    {
        var counts = new ModificationCounts(time);
        Assert.Equal(25, Enumerable.Range(0, 40).Count(_ => counts.TryCount("1")));
        Assert.True(counts.TryCount("2"));
        time.Advance(TimeSpan.FromDays(1));
        Assert.True(counts.TryCount("1"));
    }

    static int Granted(RequestBudgets budgets, RequestClass kind, int asks) =>
        Enumerable.Range(0, asks).Count(_ => budgets.Acquire(kind).IsGranted);

    static int Most(List<(DateTimeOffset At, bool Exit)> grants, TimeSpan window)
    {
        var most = 0;
        for (int first = 0, last = 0; last < grants.Count; last++)
        {
            while (grants[last].At - grants[first].At > window)
                first++;
            most = Math.Max(most, last - first + 1);
        }
        return most;
    }
}
