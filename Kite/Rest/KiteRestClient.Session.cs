using Kite.Budgets;

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
        return await OpenSession("/session/token", form, credentials, cancellationToken);
    }

    /// <summary>Ends the session of this API key; the broker's own apps stay logged in.</summary>
    public Task<Outcome<bool>> LogoutAsync(string accessToken, CancellationToken cancellationToken) =>
        EndSession(accessToken, "access_token", accessToken, cancellationToken);

    /// <summary>Makes a refresh token useless; individuals have none.</summary>
    public Task<Outcome<bool>> InvalidateRefreshTokenAsync(string accessToken, string refreshToken, CancellationToken cancellationToken) =>
        EndSession(accessToken, "refresh_token", refreshToken, cancellationToken);

    /// <summary>Renews a session without a log-in: for platforms that the broker approved. Names and limits of the user do not come again.</summary>
    public async Task<Outcome<KiteSession>> RefreshAsync(KiteCredentials credentials, string refreshToken, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        var form = new Form();
        form.Add("api_key", credentials.ApiKey);
        form.Add("refresh_token", refreshToken);
        form.Add("checksum", KiteChecksum.Session(credentials.ApiKey, refreshToken, credentials.ApiSecret));
        return await OpenSession("/session/refresh_token", form, credentials, cancellationToken);
    }

    /// <summary>Who is logged in; also the way to ask whether a token is alive.</summary>
    public Task<Outcome<KiteProfile>> ProfileAsync(string accessToken, CancellationToken cancellationToken) =>
        Send(Call.Read(accessToken, "/user/profile"), KiteJson.Default.KiteProfile, cancellationToken);

    /// <summary>The profile with bank and demat accounts. Not in the broker's documentation, only in its clients.</summary>
    public Task<Outcome<KiteProfile>> FullProfileAsync(string accessToken, CancellationToken cancellationToken) =>
        Send(Call.Read(accessToken, "/user/profile/full"), KiteJson.Default.KiteProfile, cancellationToken);

    async Task<Outcome<KiteSession>> OpenSession(string path, Form form, KiteCredentials credentials, CancellationToken cancellationToken)
    {
        var outcome = await Send(new Call(HttpMethod.Post, path, true) { Form = form, Priority = RequestPriority.Urgent }, KiteJson.Default.SessionData, cancellationToken);
        return outcome.Then(data => data.ToSession(credentials.ApiKey));
    }

    Task<Outcome<bool>> EndSession(string accessToken, string kind, string token, CancellationToken cancellationToken)
    {
        var query = new Form();
        query.Add("api_key", apiKey);
        query.Add(kind, token);
        return SendBare(Call.Write(HttpMethod.Delete, accessToken, "/session/token") with { Query = query }, cancellationToken);
    }
}
