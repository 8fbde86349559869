using System.Collections.Concurrent;
using System.Diagnostics;
using Kite.Budgets;
using Kite.Rest;
using Kite.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Kite.Tests.Budgets;

public sealed class PacedClientTests
{
    readonly FakeTime _time = new();

    [Fact]
    public async Task Thirty_callers_at_once_get_no_429_from_a_broker_that_counts_its_own_seconds()
    {
        var counts = new ConcurrentDictionary<long, int>();
        var offset = TimeSpan.FromMilliseconds(615);
        await using var broker = await WebBroker.StartAsync(context =>
        {
            var second = (_time.GetUtcNow() + offset).ToUnixTimeSeconds();
            context.Response.StatusCode = counts.AddOrUpdate(second, 1, static (_, n) => n + 1) > 10 ? 429 : 200;
            return context.Response.WriteAsync("""{"status":"success","data":[]}""");
        });
        var client = Client(broker);
        var calls = Enumerable.Range(0, 30).Select(_ => client.OrdersAsync(Clients.Token, default)).ToList();
        for (var round = 1; round <= 3; round++)
        {
            Assert.Equal(30 - (10 * round), client.Pacer!.Waiting);
            // Time stands still until all that was let out is answered.
            await AnsweredAsync(calls, 10 * round);
            _time.Advance(TimeSpan.FromSeconds(1.05));
        }

        Assert.All(await Task.WhenAll(calls), outcome => Assert.True(outcome.IsAccepted));
        Assert.Equal(30, counts.Values.Sum());
    }

    [Fact]
    public async Task After_a_429_all_the_same_the_class_is_still_for_as_long_as_the_broker_said()
    {
        var requests = 0;
        await using var broker = await WebBroker.StartAsync(context =>
        {
            context.Response.StatusCode = requests++ == 0 ? 429 : 200;
            context.Response.Headers.RetryAfter = "4";
            return context.Response.WriteAsync("""{"status":"success","data":[]}""");
        });
        var client = Client(broker);
        Assert.Equal(OutcomeKind.NotExecuted, (await client.OrdersAsync(Clients.Token, default)).Kind);
        var next = client.OrdersAsync(Clients.Token, default);
        _time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.Equal((1, 1), (requests, client.Pacer!.Waiting));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True((await next.Soon()).IsAccepted);
    }

    [Fact]
    public async Task A_write_that_found_no_room_was_not_executed()
    {
        await using var broker = new RawBroker(_ => Task.CompletedTask);
        var limits = new RequestLimits { OrdersPerDay = 20, ExitsPerDay = 1 };
        var client = Client(broker.Addresses, limits);
        client.Pacer!.Budgets.ObserveOrderBook(19);
        var outcome = await client.PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), default);
        Assert.Equal((OutcomeKind.NotExecuted, TimeSpan.FromMinutes(885)), (outcome.Kind, outcome.RetryAfter));
        Assert.Equal(0, broker.Connections);
    }

    [Fact]
    public async Task A_write_that_is_cancelled_while_it_waits_was_not_executed_and_a_read_throws()
    {
        await using var broker = new RawBroker(_ => Task.CompletedTask);
        var client = Client(broker.Addresses, new RequestLimits { OthersPerSecond = 1, OrdersPerSecond = 3, ExitsPerSecond = 2 });
        await client.Pacer!.WaitAsync(RequestClass.Order, RequestPriority.Normal, default);
        await client.Pacer.WaitAsync(RequestClass.Other, RequestPriority.Normal, default);
        using var cancel = new CancellationTokenSource();
        var write = client.PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), cancel.Token);
        var read = client.OrdersAsync(Clients.Token, cancel.Token);
        await cancel.CancelAsync();
        Assert.Equal(OutcomeKind.NotExecuted, (await write.Soon()).Kind);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.Soon());
        Assert.Equal(0, broker.Connections);
    }

    [Fact]
    public async Task Cancels_and_exits_pass_the_orders_that_wait()
    {
        var seen = new ConcurrentQueue<string>();
        await using var broker = await WebBroker.StartAsync(context =>
        {
            seen.Enqueue($"{context.Request.Method} {context.Request.Path}");
            return context.Response.WriteAsync("""{"status":"success","data":{"order_id":"1"}}""");
        });
        var client = Client(broker, new RequestLimits { OrdersPerSecond = 3, ExitsPerSecond = 2 });
        var orders = Enumerable.Range(0, 3).Select(_ => client.PlaceAsync(Clients.Token, Varieties.Amo, Clients.Order(), default)).ToArray();
        Assert.True((await client.CancelAsync(Clients.Token, Varieties.Regular, "1", default)).IsAccepted);
        Assert.True((await client.PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order() with { IsExit = true }, default)).IsAccepted);
        Assert.True((await orders[0].Soon()).IsAccepted);
        Assert.Equal(2, client.Pacer!.Waiting);
        Assert.Equal(["DELETE /orders/regular/1", "POST /orders/amo", "POST /orders/regular"], seen.Order());
    }

    [Fact]
    public async Task A_wait_is_a_span_of_its_own()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == KiteTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var broker = await WebBroker.AnsweringAsync(200, """{"status":"success","data":{}}""");
        var client = Client(broker);
        using var parent = new Activity("test").Start();
        Assert.True((await client.LtpAsync(Clients.Token, ["NSE:A"], default)).IsAccepted);
        Assert.DoesNotContain(spans, span => span.TraceId == parent.TraceId);
        var second = client.LtpAsync(Clients.Token, ["NSE:A"], default);
        Assert.Same(parent, Activity.Current);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True((await second.Soon()).IsAccepted);
        var span = Assert.Single(spans, span => span.TraceId == parent.TraceId);
        Assert.Equal(("kite.request.wait", "quote"), (span.OperationName, span.GetTagItem("class")));
    }

    [Fact]
    public async Task An_order_that_was_changed_25_times_is_not_changed_again()
    {
        var requests = 0;
        await using var broker = await WebBroker.StartAsync(context =>
        {
            Interlocked.Increment(ref requests);
            return context.Response.WriteAsync("""{"status":"success","data":{"order_id":"1"}}""");
        });
        var client = new KiteRestClient(KiteRestClient.CreateHttpClient(), broker.Addresses, "simkey00", _time) { Modifications = new ModificationCounts(_time) };
        for (var i = 0; i < 25; i++)
            Assert.True((await client.ModifyAsync(Clients.Token, Varieties.Regular, "1", new ModifyOrder { Price = 1 }, default)).IsAccepted);
        var outcome = await client.ModifyAsync(Clients.Token, Varieties.Regular, "1", new ModifyOrder { Price = 1 }, default);
        Assert.Equal((OutcomeKind.Rejected, RejectionKind.Order, 25), (outcome.Kind, outcome.Rejection, requests));
    }

    static async Task AnsweredAsync<T>(List<Task<Outcome<T>>> calls, int count)
    {
        var open = calls.ToList();
        for (var answered = 0; answered < count; answered++)
            open.Remove(await Task.WhenAny(open).Soon());
    }

    KiteRestClient Client(WebBroker broker, RequestLimits? limits = null) => Client(broker.Addresses, limits ?? new());

    KiteRestClient Client(KiteAddresses addresses, RequestLimits limits) =>
        new(KiteRestClient.CreateHttpClient(), addresses, "simkey00", _time)
        {
            Pacer = new RequestPacer(new RequestBudgets(limits, _time), limits, _time, "main"),
            // Far away: the clock moves while calls are on their way.
            RequestTimeout = TimeSpan.FromHours(1),
        };
}
