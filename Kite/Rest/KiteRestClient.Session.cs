namespace Kite.Rest;

public sealed partial class KiteRestClient
{
    /// <summary>The page where the account's holder logs in.</summary>
    /// <param name="redirectParams">Query text (<c>nonce=1&amp;x=2</c>) that comes back with the redirect, or null.</param>
    public Uri LoginUrl(string? redirectParams)
    {
        var query = new Form();
        query.Add("v", "3");
        query.Add("api_key", apiKey);
        query.Add("redirect_params", redirectParams);
        return new UriBuilder(addresses.Login) { Query = query.ToString() }.Uri;
    }

    /// <summary>Turns the redirect's request token, single use and good for minutes, into a session.</summary>
    public async Task<Outcome<KiteSession>> ExchangeAsync(KiteCredentials credentials, string requestToken, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        var form = new Form();
        form.Add("api_key", credentials.ApiKey);
        form.Add("request_token", requestToken);
        form.Add("checksum", KiteChecksum.Session(credentials.ApiKey, requestToken, credentials.ApiSecret));
        var outcome = await Send(new Call(HttpMethod.Post, "/session/token", true) { Body = form }, KiteJson.Default.SessionData, cancellationToken);
        return outcome.Then(data => data.ToSession(credentials.ApiKey));
    }

    /// <summary>Ends the session of this API key; the broker's own apps stay logged in.</summary>
    public Task<Outcome<bool>> LogoutAsync(string accessToken, CancellationToken cancellationToken)
    {
        var query = new Form();
        query.Add("api_key", apiKey);
        query.Add("access_token", accessToken);
        return Send(Call.Write(HttpMethod.Delete, accessToken, "/session/token") with { Query = query }, KiteJson.Default.Boolean, cancellationToken);
    }

    /// <summary>Who is logged in; also the way to ask whether a token is alive.</summary>
    public Task<Outcome<KiteProfile>> ProfileAsync(string accessToken, CancellationToken cancellationToken) =>
        Send(Call.Read(accessToken, "/user/profile"), KiteJson.Default.KiteProfile, cancellationToken);

    public Task<Outcome<KiteMargins>> MarginsAsync(string accessToken, CancellationToken cancellationToken) =>
        Send(Call.Read(accessToken, "/user/margins"), KiteJson.Default.KiteMargins, cancellationToken);
}
