using System.Globalization;
using System.Security.Claims;
using Gateway.Endpoints;

namespace Gateway.Security;

/// <summary>Who is asking.</summary>
static class Callers
{
    /// <summary>The owner of orders placed without a key: only ever this machine's own user.</summary>
    public const string Local = "local";

    const string Credential = "credential";
    const string Account = "account";
    const string Restricted = "restricted";
    const string Expires = "expires";

    /// <summary>A caller with these rights.</summary>
    /// <param name="accounts">The accounts that it may trade; null: every one.</param>
    /// <param name="credential">What it came in with: <c>key:{id}</c>, <c>jwt:{subject}</c>, or null for none.</param>
    public static ClaimsPrincipal Principal(
        string name, IEnumerable<string> scopes, IReadOnlyCollection<string>? accounts, string? credential, DateTimeOffset? expires = null)
    {
        var claims = scopes.Select(s => new Claim("scope", s)).Prepend(new(ClaimTypes.NameIdentifier, name)).ToList();
        if (accounts is not null)
            claims.AddRange([new(Restricted, "true"), .. accounts.Select(a => new Claim(Account, a))]);
        if (credential is not null)
            claims.Add(new(Credential, credential));
        if (expires is { } at)
            claims.Add(new(Expires, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        return new(new ClaimsIdentity(claims, KeyAuthentication.SchemeName));
    }

    /// <summary>Whether orders may be stored under this name.</summary>
    public static bool IsOwner(string name) => name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>The name that orders are stored under.</summary>
    public static string Owner(HttpContext http) => http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? Local;

    /// <summary>Whose orders this caller may see; null means everybody's.</summary>
    public static string? VisibleOwner(HttpContext http) => VisibleOwner(http.User);

    /// <inheritdoc cref="VisibleOwner(HttpContext)"/>
    public static string? VisibleOwner(ClaimsPrincipal? user) =>
        user?.HasClaim("scope", Scopes.Admin) == true ? null : user?.FindFirstValue(ClaimTypes.NameIdentifier) ?? Local;

    /// <summary>What the caller came in with; null without a key.</summary>
    public static string? CredentialOf(ClaimsPrincipal user) => user.FindFirstValue(Credential);

    /// <summary>When what it came in with ends; null when it does not.</summary>
    public static DateTimeOffset? ExpiryOf(ClaimsPrincipal user) =>
        long.TryParse(user.FindFirstValue(Expires), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>The account that an order of this caller goes to, or why it may not: a caller with one account need not name it.</summary>
    public static (string Account, Problem? Problem) Trades(HttpContext http, string account)
    {
        if (!http.User.HasClaim(Restricted, "true"))
            return (account, null);
        var allowed = http.User.FindAll(Account).Select(c => c.Value).ToArray();
        if (account == "auto" && allowed is [var only])
            return (only, null);
        return allowed.Contains(account, StringComparer.Ordinal)
            ? (account, null)
            : (account, new(403, "account_not_allowed", $"This key may not trade with account {account}: use one of {string.Join(", ", allowed)}.", "account"));
    }

    /// <summary>Address and program, stored with an order.</summary>
    public static string Describe(HttpContext http)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        return $"{http.Connection.RemoteIpAddress} {(agent.Length > 120 ? agent[..120] : agent)}".TrimEnd();
    }
}
