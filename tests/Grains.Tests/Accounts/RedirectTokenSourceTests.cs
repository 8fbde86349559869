using System.Net;
using System.Net.Sockets;
using System.Text;
using Grains.Accounts;
using Grains.Tests.Support;
using Kite;
using Microsoft.Extensions.Options;

namespace Grains.Tests.Accounts;

public sealed class RedirectTokenSourceTests : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly FakeTime time = new();

    public RedirectTokenSourceTests() => listener.Start();

    public void Dispose() => listener.Dispose();

    [Theory]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /callback?request_token=abc\r\nContent-Length: 0\r\n\r\n", "without a request token")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/?nonce=other&request_token=abc\r\nContent-Length: 0\r\n\r\n", "without a request token")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "without a redirect")]
    public async Task A_page_that_does_not_hand_over_a_request_token_is_told(string answer, string told)
    {
        var login = LogIn();
        using var socket = await listener.AcceptTcpClientAsync();
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
        Assert.Contains(told, (await login).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_cannot_be_reached_is_told()
    {
        listener.Stop();
        var outcome = await LogIn();
        Assert.Equal(OutcomeKind.NotExecuted, outcome.Kind);
        Assert.Contains("cannot be reached", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_does_not_answer_is_given_up_on()
    {
        var login = LogIn();
        using var socket = await listener.AcceptTcpClientAsync();
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Contains("did not answer", (await login).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_stops_stops_logging_in()
    {
        using var stop = new CancellationTokenSource();
        var login = LogIn(stop.Token);
        using var socket = await listener.AcceptTcpClientAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => login);
    }

    [Fact]
    public void Clients_exist_for_configured_accounts_only()
    {
        using var clients = Clients(out var account);
        Assert.Same(clients.For(account.Id), clients.For(account.Id));
        Assert.Throws<ArgumentException>(() => clients.For("nobody"));
        Assert.DoesNotContain("secret", account.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_source_follows_the_broker()
    {
        using var clients = Clients(out var account);
        var sources = new TokenSources(new RedirectTokenSource(clients, time), new NoTokenSource());
        Assert.True(sources.For(account).Unattended);
        Assert.False(sources.For(new AccountOptions { Broker = "kite" }).Unattended);
    }

    async Task<Outcome<KiteSession>> LogIn(CancellationToken stop = default)
    {
        using var clients = Clients(out var account);
        return await new RedirectTokenSource(clients, time).LogIn(account, stop);
    }

    BrokerClients Clients(out AccountOptions account)
    {
        var here = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/connect/login");
        account = new AccountOptions { ApiKey = "key", ApiSecret = "secret", Addresses = new KiteAddresses(here, here, here) };
        return new BrokerClients(new AccountRegistry([account]), new OptionsWrapper<BrokerOptions>(new BrokerOptions()), time);
    }
}
