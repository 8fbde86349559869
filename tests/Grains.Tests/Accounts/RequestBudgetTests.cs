using Grains.Accounts;
using Grains.Interfaces.Accounts;
using Grains.Tests.Support;

namespace Grains.Tests.Accounts;

public sealed class RequestBudgetTests
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
        var budgets = new RequestBudgets(new BrokerOptions(), time);
        var grants = new List<(DateTimeOffset At, bool Exit)>();
        for (var ask = 0; ask < 20_000; ask++)
        {
            time.Advance(TimeSpan.FromMilliseconds(random.Next(4) switch { 0 => 0, 1 => random.Next(5), 2 => random.Next(200), _ => random.Next(60) }));
            var exit = random.Next(5) == 0;
            if (budgets.Acquire(exit ? RequestKind.Exit : RequestKind.Order).RetryAfter <= TimeSpan.Zero)
                grants.Add((time.GetUtcNow(), exit));
        }
        Assert.True(grants.Count > 1000);
        Assert.True(Most(grants, Second) <= 10);
        Assert.True(Most(grants, TimeSpan.FromMinutes(1)) <= 400);
    }

    [Fact]
    public void What_is_refused_is_granted_after_the_wait_that_was_named_and_not_before()
    {
        var budgets = new RequestBudgets(new BrokerOptions(), time);
        Assert.Equal(TimeSpan.Zero, budgets.Acquire(RequestKind.Quote).RetryAfter);
        var (wait, reason) = budgets.Acquire(RequestKind.Quote);
        Assert.Equal(Second + SlidingWindow.Guard, wait);
        Assert.NotEmpty(reason);
        time.Advance(wait - TimeSpan.FromTicks(1));
        Assert.True(budgets.Acquire(RequestKind.Quote).RetryAfter > TimeSpan.Zero);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(TimeSpan.Zero, budgets.Acquire(RequestKind.Quote).RetryAfter);
    }

    [Theory]
    [InlineData(RequestKind.Quote, 1)]
    [InlineData(RequestKind.Historical, 3)]
    [InlineData(RequestKind.Other, 10)]
    [InlineData(RequestKind.Order, 8)]
    [InlineData(RequestKind.Exit, 10)]
    public void Each_class_has_its_own_limit(RequestKind kind, int limit) =>
        Assert.Equal(limit, Granted(new RequestBudgets(new BrokerOptions(), time), kind, 20));

    [Fact]
    public void Two_a_second_are_kept_for_exits()
    {
        var budgets = new RequestBudgets(new BrokerOptions(), time);
        Assert.Equal(8, Granted(budgets, RequestKind.Order, 20));
        Assert.Equal(2, Granted(budgets, RequestKind.Exit, 20));
    }

    [Fact]
    public void The_last_of_the_day_are_kept_for_exits_and_the_next_day_is_new()
    {
        var budgets = new RequestBudgets(new BrokerOptions { OrdersPerDay = 100, OrdersPerSecond = 1000, OrdersPerMinute = 1000 }, time);
        Assert.Equal(95, Granted(budgets, RequestKind.Order, 200));
        Assert.Equal(5, Granted(budgets, RequestKind.Exit, 200));
        var (wait, reason) = budgets.Acquire(RequestKind.Exit);
        Assert.Equal(TimeSpan.FromHours(12), wait);
        Assert.Contains("today", reason, StringComparison.Ordinal);
        time.Advance(wait);
        Assert.Equal(TimeSpan.Zero, budgets.Acquire(RequestKind.Order).RetryAfter);
    }

    [Fact]
    public void Orders_that_others_placed_count_too()
    {
        var budgets = new RequestBudgets(new BrokerOptions { OrdersPerDay = 100, OrdersPerSecond = 1000, OrdersPerMinute = 1000 }, time);
        budgets.ObserveOrderBook(90);
        budgets.ObserveOrderBook(3);
        Assert.Equal(5, Granted(budgets, RequestKind.Order, 200));
    }

    static int Granted(RequestBudgets budgets, RequestKind kind, int asks) =>
        Enumerable.Range(0, asks).Count(_ => budgets.Acquire(kind).RetryAfter <= TimeSpan.Zero);

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
