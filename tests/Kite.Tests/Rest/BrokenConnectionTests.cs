using System.Net;
using System.Net.Sockets;
using Kite.Rest;
using Kite.Tests.Fakes;

namespace Kite.Tests.Rest;

public class BrokenConnectionTests
{
    [Fact]
    public async Task A_closed_port_means_that_nothing_was_sent()
    {
        var outcome = await Clients.For(Nowhere()).PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), default);
        Assert.Equal(OutcomeKind.NotExecuted, outcome.Kind);
        Assert.Equal(OutcomeKind.NotExecuted, (await Clients.For(Nowhere()).OrdersAsync(Clients.Token, default)).Kind);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_means_that_nothing_was_sent()
    {
        var addresses = new KiteAddresses(new Uri("http://no-such-broker.invalid"), new Uri("http://x.invalid"), new Uri("ws://x.invalid"));
        var outcome = await Clients.For(addresses).PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), default);
        Assert.Equal(OutcomeKind.NotExecuted, outcome.Kind);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("close")]
    [InlineData("reset")]
    public async Task A_secure_connection_that_does_not_come_about_means_that_nothing_was_sent(string way)
    {
        await using var broker = new RawBroker(async connection =>
        {
            if (way == "garbage")
                await connection.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n");
            else if (way == "reset")
                connection.Reset();
        });
        var client = Clients.For(broker.Addresses with { Rest = new UriBuilder(broker.Addresses.Rest) { Scheme = "https" }.Uri });
        Assert.Equal(OutcomeKind.NotExecuted, (await client.PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), default).Soon()).Kind);
        Assert.Equal(OutcomeKind.NotExecuted, (await client.OrdersAsync(Clients.Token, default).Soon()).Kind);
    }

    public static TheoryData<string> Breaks => ["close", "reset", "half a head", "half a body", "half a chunk", "no HTTP", "bad gzip"];

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_connection_that_breaks_after_the_request_leaves_the_outcome_unknown(string way)
    {
        await using var broker = new RawBroker(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(way switch
            {
                "half a head" => "HTTP/1.1 200 OK\r\nContent-",
                "half a body" => "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"status\":\"success\",\"data\":{\"order_id\":\"1\"}}",
                "half a chunk" => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"status\":\"succ",
                "no HTTP" => "SSH-2.0-OpenSSH\r\n\r\n",
                "bad gzip" => "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 12\r\n\r\n\x1f\x8b\x08notgzip!!",
                _ => "",
            });
            if (way == "reset")
                connection.Reset();
        });
        var client = Clients.For(broker.Addresses);
        Assert.Equal(OutcomeKind.Unknown, (await client.PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), default).Soon()).Kind);
        Assert.Equal(OutcomeKind.Unknown, (await client.OrdersAsync(Clients.Token, default).Soon()).Kind);
    }

    [Fact]
    public async Task A_refusal_whose_body_breaks_off_is_still_a_refusal()
    {
        await using var broker = new RawBroker(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 500\r\n\r\n{");
        });
        var outcome = await Clients.For(broker.Addresses).PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), default).Soon();
        Assert.Equal(OutcomeKind.NotExecuted, outcome.Kind);
    }

    [Theory]
    [InlineData("place")]
    [InlineData("modify")]
    [InlineData("cancel")]
    public async Task A_write_leaves_once_even_where_a_kept_connection_breaks(string what)
    {
        await using var broker = new RawBroker(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.AnswerAsync("""{"status":"success","data":[]}""");
            await connection.ReadRequestAsync();
        });
        var client = Clients.For(broker.Addresses);
        Assert.True((await client.OrdersAsync(Clients.Token, default).Soon()).IsAccepted);
        var outcome = await (what switch
        {
            "place" => client.PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), default),
            "modify" => client.ModifyAsync(Clients.Token, Varieties.Regular, "1", new ModifyOrder { Price = 1 }, default),
            _ => client.CancelAsync(Clients.Token, Varieties.Regular, "1", default),
        }).Soon();
        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
        Assert.Equal(1, broker.Connections);
        Assert.Equal(2, broker.Requests);
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_leaves_a_write_unknown_at_the_time_limit()
    {
        var arrived = new TaskCompletionSource();
        await using var broker = Hanging(arrived);
        var time = new FakeTime();
        var placing = Clients.For(broker.Addresses, time).PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), default);
        await arrived.Task.Soon();
        time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(placing.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        var outcome = await placing.Soon();
        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
        Assert.Contains("7 s", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_write_that_left_is_unknown_and_a_cancelled_read_throws()
    {
        foreach (var isWrite in new[] { true, false })
        {
            var arrived = new TaskCompletionSource();
            await using var broker = Hanging(arrived);
            using var cancel = new CancellationTokenSource();
            var client = Clients.For(broker.Addresses);
            Task<OutcomeKind> call = isWrite
                ? Kind(client.CancelAsync(Clients.Token, Varieties.Regular, "1", cancel.Token))
                : Kind(client.OrdersAsync(Clients.Token, cancel.Token));
            await arrived.Task.Soon();
            await cancel.CancelAsync();
            if (isWrite)
                Assert.Equal(OutcomeKind.Unknown, await call.Soon());
            else
                await Assert.ThrowsAsync<OperationCanceledException>(() => call.Soon());
        }
    }

    [Fact]
    public async Task A_write_that_is_cancelled_before_it_starts_was_not_executed()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var client = Clients.For(Nowhere());
        Assert.Equal(OutcomeKind.NotExecuted, (await client.PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), cancelled.Token)).Kind);
        await Assert.ThrowsAsync<OperationCanceledException>(() => client.OrdersAsync(Clients.Token, cancelled.Token));
    }

    [Fact]
    public async Task A_write_that_times_out_while_waiting_for_a_connection_was_not_executed()
    {
        var arrived = new TaskCompletionSource();
        await using var broker = Hanging(arrived);
        using var handler = KiteRestClient.CreateHandler();
        handler.MaxConnectionsPerServer = 1;
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var time = new FakeTime();
        var first = new KiteRestClient(http, broker.Addresses, "simkey00", TimeProvider.System);
        var second = new KiteRestClient(http, broker.Addresses, "simkey00", time);
        using var over = new CancellationTokenSource();
        var holding = first.CancelAsync(Clients.Token, Varieties.Regular, "1", over.Token);
        await arrived.Task.Soon();
        var waiting = second.PlaceAsync(Clients.Token, Varieties.Regular, Clients.Order(), default);
        await time.TimerAsync(due => due == TimeSpan.FromSeconds(7));
        time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(OutcomeKind.NotExecuted, (await waiting.Soon()).Kind);
        await over.CancelAsync();
        await holding.Soon();
    }

    static async Task<OutcomeKind> Kind<T>(Task<Outcome<T>> call) => (await call).Kind;

    static RawBroker Hanging(TaskCompletionSource arrived) => new(async connection =>
    {
        await connection.ReadRequestAsync();
        arrived.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, connection.TestIsOver);
    });

    static KiteAddresses Nowhere()
    {
        // A port that was free a moment ago and listens to nobody.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();
        return new KiteAddresses(address, address, new UriBuilder(address) { Scheme = "ws" }.Uri);
    }
}
