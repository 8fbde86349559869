using System.Diagnostics.Metrics;
using Kite.Budgets;
using Kite.Tests.Fakes;

namespace Kite.Tests.Budgets;

public sealed class RequestPacerTests
{
    static readonly TimeSpan Guard = new RequestLimits().Guard;

    readonly FakeTime _time = new();

    [Theory]
    [InlineData(RequestClass.Quote, 1)]
    [InlineData(RequestClass.Historical, 3)]
    [InlineData(RequestClass.Order, 10)]
    [InlineData(RequestClass.Other, 10)]
    public async Task Thirty_callers_are_never_turned_away_by_a_broker_whose_clock_is_off_by_any_fraction_of_a_second(RequestClass of, int limit)
    {
        for (var offset = 0; offset < 1000; offset += 37)
        {
            var sent = await Callers(of, callers: 30, TimeSpan.FromSeconds(of == RequestClass.Quote ? 12 : 5), new Random(offset));
            var seconds = sent.GroupBy(at => (long)Math.Floor((at + TimeSpan.FromMilliseconds(offset)).TotalSeconds));
            Assert.All(seconds, second => Assert.True(second.Count() <= limit, $"{second.Count()} {of} in one second with the clock off by {offset} ms"));
            // Nor is the account held back more than the guard asks for.
            Assert.InRange(sent.Count, limit * 4 * (of == RequestClass.Order ? 0.8 : 1), limit * 13);
        }
    }

    [Fact]
    public async Task No_minute_of_the_broker_holds_more_than_four_hundred_orders()
    {
        foreach (var offset in new[] { 0, 7.31, 29.999, 59.5 })
        {
            var sent = await Callers(RequestClass.Exit, callers: 30, TimeSpan.FromSeconds(130), new Random(9));
            var minutes = sent.GroupBy(at => (long)Math.Floor((at.TotalSeconds + offset) / 60));
            Assert.All(minutes, minute => Assert.True(minute.Count() <= 400, $"{minute.Count()} in one minute, offset {offset} s"));
            Assert.True(sent.Count >= 800);
        }
    }

    [Fact]
    public async Task Exits_go_before_orders_and_use_what_is_kept_for_them()
    {
        var pacer = Pacer();
        var orders = Enumerable.Range(0, 20).Select(_ => pacer.WaitAsync(RequestClass.Order, RequestPriority.Urgent, default)).ToArray();
        Assert.Equal((8, 12), (orders.Count(o => o.IsCompleted), pacer.Waiting));
        var exits = Enumerable.Range(0, 4).Select(_ => pacer.WaitAsync(RequestClass.Exit, RequestPriority.Background, default)).ToArray();
        Assert.Equal(2, exits.Count(e => e.IsCompleted));
        _time.Advance(TimeSpan.FromSeconds(1) + Guard);
        Assert.All(exits, exit => Assert.True(exit.IsCompleted));
        Assert.Equal(14, orders.Count(o => o.IsCompleted));
        Assert.True((await orders[13]).IsGranted);
    }

    [Fact]
    public async Task The_urgent_go_before_the_others_and_equals_in_their_order()
    {
        var pacer = Pacer();
        await pacer.WaitAsync(RequestClass.Quote, RequestPriority.Normal, default);
        var went = new List<string>();
        var waiting = new[] { "background", "normal 1", "normal 2", "urgent" }.Select(name => (name, pacer.WaitAsync(
            RequestClass.Quote,
            name[0] switch { 'b' => RequestPriority.Background, 'n' => RequestPriority.Normal, _ => RequestPriority.Urgent },
            default))).ToArray();
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1) + Guard);
            went.AddRange(waiting.Where(w => w.Item2.IsCompleted).Select(w => w.name).Except(went));
        }

        Assert.Equal(["urgent", "normal 1", "normal 2", "background"], went);
    }

    [Fact]
    public async Task Who_waits_too_long_or_would_wait_for_tomorrow_is_told_when_to_ask_again()
    {
        var pacer = Pacer(new RequestLimits { MaxWait = TimeSpan.FromSeconds(2), OrdersPerDay = 20, ExitsPerDay = 1 });
        var quotes = Enumerable.Range(0, 5).Select(_ => pacer.WaitAsync(RequestClass.Quote, RequestPriority.Normal, default)).ToArray();
        _time.Advance(TimeSpan.FromSeconds(2));
        var late = await quotes[4];
        Assert.Equal((false, TimeSpan.FromSeconds(2)), (late.IsGranted, late.RetryAfter));
        Assert.Contains("2 s", late.Reason, StringComparison.Ordinal);
        Assert.Equal((2, 0), ((await Task.WhenAll(quotes)).Count(q => q.IsGranted), pacer.Waiting));

        pacer.Budgets.ObserveOrderBook(19);
        var order = await pacer.WaitAsync(RequestClass.Order, RequestPriority.Normal, default);
        Assert.True(order.IsForToday && order.RetryAfter > TimeSpan.FromHours(14));
        Assert.True((await pacer.WaitAsync(RequestClass.Exit, RequestPriority.Normal, default)).IsGranted);
    }

    [Fact]
    public async Task Who_is_cancelled_takes_nothing_from_the_budget()
    {
        var pacer = Pacer();
        await pacer.WaitAsync(RequestClass.Quote, RequestPriority.Normal, default);
        using var cancel = new CancellationTokenSource();
        var first = pacer.WaitAsync(RequestClass.Quote, RequestPriority.Normal, cancel.Token);
        var second = pacer.WaitAsync(RequestClass.Quote, RequestPriority.Normal, default);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pacer.WaitAsync(RequestClass.Quote, RequestPriority.Normal, cancel.Token));
        _time.Advance(TimeSpan.FromSeconds(1) + Guard);
        Assert.True((await second).IsGranted);
        Assert.Equal(0, pacer.Waiting);
    }

    [Fact]
    public async Task More_than_may_wait_are_turned_away()
    {
        var pacer = Pacer(new RequestLimits { MaxWaiting = 3 });
        var asked = Enumerable.Range(0, 10).Select(_ => pacer.WaitAsync(RequestClass.Quote, RequestPriority.Normal, default)).ToArray();
        Assert.Equal((7, 3), (asked.Count(a => a.IsCompleted), pacer.Waiting));
        Assert.Contains("3 requests wait", (await asked[9]).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RequestClass.Quote, "quote", 1)]
    [InlineData(RequestClass.Historical, "historical", 3)]
    [InlineData(RequestClass.Order, "order", 8)]
    [InlineData(RequestClass.Exit, "exit", 10)]
    [InlineData(RequestClass.Other, "other", 10)]
    public async Task Waiting_is_measured_by_class_and_outcome(RequestClass of, string name, int limit)
    {
        var account = $"measured {name}";
        var waits = new List<(double Seconds, string? Class, string? Outcome)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == KiteTelemetry.Name)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(t => t.Key, t => t.Value as string);
            if (named["account"] == account)
                waits.Add((seconds, named["class"], named["outcome"]));
        });
        listener.Start();
        var limits = new RequestLimits();
        var pacer = new RequestPacer(new RequestBudgets(limits, _time), limits, _time, account);
        var asked = Enumerable.Range(0, limit + 1).Select(_ => pacer.WaitAsync(of, RequestPriority.Normal, default)).ToArray();
        _time.Advance(TimeSpan.FromSeconds(2));
        await Task.WhenAll(asked);
        Assert.Equal([.. Enumerable.Repeat((0d, name, "granted"), limit), (1.05, name, "granted")], waits);
    }

    RequestPacer Pacer(RequestLimits? limits = null) => new(new RequestBudgets(limits ?? new(), _time), limits ?? new(), _time, "main");

    /// <summary>When the requests of busy callers reach the broker, whose network takes between nothing and the guard.</summary>
    async Task<List<TimeSpan>> Callers(RequestClass of, int callers, TimeSpan span, Random random)
    {
        var pacer = Pacer();
        var start = _time.GetUtcNow();
        var sent = new List<TimeSpan>();
        var asked = Enumerable.Range(0, callers).Select(_ => Ask()).ToArray();
        while (_time.GetUtcNow() - start < span)
        {
            for (var i = 0; i < asked.Length; i++)
            {
                while (asked[i].IsCompleted)
                {
                    Assert.True((await asked[i]).IsGranted);
                    sent.Add(_time.GetUtcNow() - start + (Guard * random.NextDouble()));
                    asked[i] = Ask();
                }
            }

            _time.Advance(_time.UntilNextTimer);
        }

        return sent;

        Task<BudgetAnswer> Ask() => pacer.WaitAsync(of, RequestPriority.Normal, CancellationToken.None);
    }
}
