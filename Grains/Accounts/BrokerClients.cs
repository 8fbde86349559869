using System.Collections.Concurrent;
using Kite.Budgets;
using Kite.Rest;
using Microsoft.Extensions.Options;

namespace Grains.Accounts;

/// <summary>This silo's HTTP clients: one connection pool, one client an account.</summary>
sealed class BrokerClients(AccountRegistry accounts, IOptions<BrokerOptions> options, TimeProvider time) : IDisposable
{
    readonly ConcurrentDictionary<string, KiteRestClient> byAccount = new(StringComparer.Ordinal);

    /// <summary>Follows no redirects and keeps no cookies.</summary>
    public HttpClient Http { get; } = KiteRestClient.CreateHttpClient();

    /// <exception cref="ArgumentException">There is no such account.</exception>
    public KiteRestClient For(string account) => byAccount.GetOrAdd(account, Create);

    public void Dispose() => Http.Dispose();

    KiteRestClient Create(string account)
    {
        var configured = accounts.Find(account)
            ?? throw new ArgumentException($"There is no account '{account}'; name one of the configured accounts.", nameof(account));
        return new KiteRestClient(Http, configured.Addresses, configured.ApiKey, time)
        {
            RequestTimeout = options.Value.RequestTimeout,
            Modifications = new ModificationCounts(time, options.Value.ModificationsPerOrder),
        };
    }
}
