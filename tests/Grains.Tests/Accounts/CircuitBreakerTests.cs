using Grains.Accounts;
using Grains.Interfaces.Accounts;
using Grains.Tests.Support;

namespace Grains.Tests.Accounts;

public sealed class CircuitBreakerTests
{
    readonly FakeTime time = new();
    readonly BrokerOptions options = new() { BreakerFailures = 3, BreakerOpenFor = TimeSpan.FromSeconds(5), BreakerLongest = TimeSpan.FromSeconds(15) };
    readonly CircuitBreakers breakers;

    public CircuitBreakerTests() => breakers = new(options, time);

    BreakerView View(RequestKind kind = RequestKind.Order) => breakers.View(kind);

    void Fail(int times, RequestKind kind = RequestKind.Order)
    {
        for (var i = 0; i < times; i++)
            breakers.Report(kind, "no answer");
    }

    [Fact]
    public void It_opens_after_failures_in_a_row_and_says_until_when_and_why()
    {
        Fail(2);
        breakers.Report(RequestKind.Order, null);
        Fail(2);
        Assert.Equal((BreakerState.Closed, null, ""), (View().State, View().OpenUntil, View().Reason));
        Assert.True(breakers.Report(RequestKind.Order, "no answer"));
        Assert.Equal((BreakerState.Open, time.GetUtcNow() + TimeSpan.FromSeconds(5), "no answer"), (View().State, View().OpenUntil, View().Reason));
        Assert.Equal(TimeSpan.FromSeconds(5), breakers.Acquire(RequestKind.Order));
    }

    [Fact]
    public void One_probe_goes_through_and_the_others_wait_for_it()
    {
        Fail(3);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(BreakerState.HalfOpen, View().State);
        Assert.Equal(TimeSpan.Zero, breakers.Acquire(RequestKind.Order));
        Assert.True(breakers.Acquire(RequestKind.Order) > TimeSpan.Zero);
        breakers.Report(RequestKind.Order, null);
        Assert.Equal(BreakerState.Closed, View().State);
        Assert.Equal(TimeSpan.Zero, breakers.Acquire(RequestKind.Order));
    }

    [Fact]
    public void A_probe_that_fails_opens_it_for_twice_as_long_up_to_a_limit()
    {
        Fail(3);
        foreach (var seconds in new[] { 5, 10, 15, 15 })
        {
            Assert.Equal(TimeSpan.FromSeconds(seconds), breakers.Acquire(RequestKind.Order));
            time.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal(TimeSpan.Zero, breakers.Acquire(RequestKind.Order));
            Fail(1);
        }
    }

    [Fact]
    public void A_probe_whose_end_nobody_reports_does_not_hold_it()
    {
        Fail(3);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.Zero, breakers.Acquire(RequestKind.Order));
        time.Advance(options.RequestTimeout + TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, breakers.Acquire(RequestKind.Order));
        breakers.Return(RequestKind.Order);
        Assert.Equal(TimeSpan.Zero, breakers.Acquire(RequestKind.Order));
    }

    [Fact]
    public void A_cancel_always_passes_and_classes_do_not_touch_each_other()
    {
        Fail(3);
        Assert.Equal(TimeSpan.Zero, breakers.Acquire(RequestKind.Exit));
        Assert.Equal(TimeSpan.Zero, breakers.Acquire(RequestKind.Quote));
        Fail(3, RequestKind.Quote);
        Assert.True(breakers.Acquire(RequestKind.Quote) > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, breakers.Acquire(RequestKind.Other));
        // A cancel that the broker answered says that it is back.
        breakers.Report(RequestKind.Exit, null);
        Assert.Equal(BreakerState.Closed, View().State);
    }

    [Fact]
    public void Failures_that_come_late_do_not_prolong_it()
    {
        Fail(3);
        time.Advance(TimeSpan.FromSeconds(4));
        Fail(5);
        Assert.Equal(TimeSpan.FromSeconds(1), breakers.Acquire(RequestKind.Order));
    }
}
