using Kite;
using Microsoft.AspNetCore.WebUtilities;

namespace Grains.Accounts;

/// <summary>Walks the documented log-in redirect by itself. Only a simulator's log-in page redirects without a person.</summary>
sealed class RedirectTokenSource(BrokerClients clients, TimeProvider time) : ITokenSource
{
    static readonly TimeSpan PageTimeout = TimeSpan.FromSeconds(5);

    public bool Unattended => true;

    public async Task<Outcome<KiteSession>> LogIn(AccountOptions account, CancellationToken cancellationToken)
    {
        var client = clients.For(account.Id);
        var nonce = LoginNonce.New();
        var redirect = await Redirect(client.LoginUrl("nonce=" + nonce), cancellationToken);
        if (redirect.Value is not { } location)
            return Outcome<KiteSession>.NotExecuted(redirect.Message);
        var query = QueryHelpers.ParseQuery(location.IsAbsoluteUri ? location.Query : new Uri(account.Addresses.Login, location).Query);
        if (query.GetValueOrDefault("nonce") != nonce || query.GetValueOrDefault("request_token") is not [{ Length: > 0 } requestToken])
            return Outcome<KiteSession>.NotExecuted(
                $"The log-in page of account {account.Id} redirected without a request token; check the broker's log-in address and api_key.");
        return await client.ExchangeAsync(new KiteCredentials(account.ApiKey, account.ApiSecret), requestToken, cancellationToken);
    }

    async Task<Outcome<Uri>> Redirect(Uri page, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(PageTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await clients.Http.GetAsync(page, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return response.Headers.Location is { } location
                ? Outcome<Uri>.Accepted(location)
                : Outcome<Uri>.NotExecuted($"The log-in page answered {(int)response.StatusCode} without a redirect; log in by hand.");
        }
        catch (HttpRequestException failure)
        {
            return Outcome<Uri>.NotExecuted(
                $"The log-in page at {page.Host}:{page.Port} cannot be reached ({failure.HttpRequestError}); check the broker's address.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Outcome<Uri>.NotExecuted(
                $"The log-in page at {page.Host}:{page.Port} did not answer within {PageTimeout.TotalSeconds:0} s; it will be tried again.");
        }
    }
}
