using System.Security.Claims;

namespace Gateway.Security;

/// <summary>Who is asking.</summary>
static class Callers
{
    /// <summary>The owner of orders placed without a key: only ever this machine's own user.</summary>
    public const string Local = "local";

    /// <summary>The name that orders are stored under.</summary>
    public static string Owner(HttpContext http) => http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? Local;

    /// <summary>Whose orders this caller may see; null means everybody's.</summary>
    public static string? VisibleOwner(HttpContext http) => VisibleOwner(http.User);

    /// <inheritdoc cref="VisibleOwner(HttpContext)"/>
    public static string? VisibleOwner(ClaimsPrincipal? user) =>
        user?.HasClaim("scope", Scopes.Admin) == true ? null : user?.FindFirstValue(ClaimTypes.NameIdentifier) ?? Local;

    /// <summary>Address and program, stored with an order.</summary>
    public static string Describe(HttpContext http)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        return $"{http.Connection.RemoteIpAddress} {(agent.Length > 120 ? agent[..120] : agent)}".TrimEnd();
    }
}
