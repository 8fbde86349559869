using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Kite.Budgets;
using Kite.Rest;
using Microsoft.Extensions.Options;

namespace Grains.Accounts;

/// <summary>This silo's HTTP clients: one connection pool, or one for each local address that accounts leave through; one client an account.</summary>
sealed class BrokerClients(AccountRegistry accounts, IOptions<BrokerOptions> options, TimeProvider time) : IDisposable
{
    readonly ConcurrentDictionary<string, (AccountOptions Account, KiteRestClient Client)> byAccount = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, Lazy<HttpClient>> byAddress = new(StringComparer.Ordinal);

    /// <summary>Follows no redirects and keeps no cookies.</summary>
    public HttpClient Http { get; } = KiteRestClient.CreateHttpClient();

    /// <exception cref="ArgumentException">There is no such account.</exception>
    public KiteRestClient For(string account)
    {
        var known = accounts.Find(account)
            ?? throw new ArgumentException($"There is no account '{account}'; name one of the configured accounts.", nameof(account));
        // An account whose settings changed is another instance, and gets a new client.
        return byAccount.AddOrUpdate(account, _ => (known, Create(known)), (_, old) => ReferenceEquals(old.Account, known) ? old : (known, Create(known))).Client;
    }

    public void Dispose()
    {
        Http.Dispose();
        foreach (var bound in byAddress.Values.Where(b => b.IsValueCreated))
            bound.Value.Dispose();
    }

    KiteRestClient Create(AccountOptions account) =>
        new(HttpFor(account), account.Addresses, account.ApiKey, time)
        {
            RequestTimeout = options.Value.RequestTimeout,
            Modifications = new ModificationCounts(time, options.Value.ModificationsPerOrder),
        };

    HttpClient HttpFor(AccountOptions account) => account.LocalAddress is { } local
        ? byAddress.GetOrAdd(local, static address => new(() => Bound(IPAddress.Parse(address)))).Value
        : Http;

    static HttpClient Bound(IPAddress local)
    {
        var handler = KiteRestClient.CreateHandler();
        // A proxy would show its own address to the broker.
        handler.UseProxy = false;
        handler.ConnectCallback = (context, cancellationToken) => Connect(local, context.DnsEndPoint, cancellationToken);
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    static async ValueTask<Stream> Connect(IPAddress local, DnsEndPoint to, CancellationToken cancellationToken)
    {
        var remotes = (await Dns.GetHostAddressesAsync(to.Host, local.AddressFamily, cancellationToken)).Where(a => a.AddressFamily == local.AddressFamily).ToArray();
        var socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(local, 0));
            await socket.ConnectAsync(remotes, to.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
