using System.Web;
using Kite;
using Kite.Rest;

namespace EndToEnd.Support;

/// <summary>The broker's own view of an account, read with a session of the test's own.</summary>
sealed class Broker : IDisposable
{
    readonly HttpClient http;
    readonly KiteRestClient client;
    readonly string token;

    Broker(HttpClient http, KiteRestClient client, string token) => (this.http, this.client, this.token) = (http, client, token);

    public static async Task<Broker> LogIn(SimulatorProcess simulator, int account = 0)
    {
        var login = simulator.Accounts[account];
        var http = KiteRestClient.CreateHttpClient();
        var client = new KiteRestClient(http, new(simulator.Rest, new(simulator.Rest, "connect/login"), simulator.Ticker), login.ApiKey, TimeProvider.System);
        using var page = await http.GetAsync(client.LoginUrl(null));
        var requestToken = HttpUtility.ParseQueryString(page.Headers.Location!.Query)["request_token"]!;
        var session = await client.ExchangeAsync(new(login.ApiKey, login.ApiSecret), requestToken, CancellationToken.None);
        Assert.True(session.IsAccepted, session.Message);
        return new(http, client, session.Value!.AccessToken);
    }

    public async Task<IReadOnlyList<KiteOrder>> Orders()
    {
        var book = await client.OrdersAsync(token, CancellationToken.None);
        Assert.True(book.IsAccepted, book.Message);
        return book.Value!;
    }

    public void Dispose() => http.Dispose();
}
