using System.Net;
using Gateway.Endpoints;

namespace Gateway.Security;

/// <summary>
/// Refuses requests whose Host is not ours (a rebound DNS name) or whose Origin is another site's. CORS does not cover WebSockets, so this runs before everything else.
/// </summary>
sealed class HostOriginGuard(RequestDelegate next, AllowedSites sites)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host;
        if (!sites.AllowsHost(host.Host))
        {
            await new Problem(400, "host_not_allowed", $"This service does not answer to the name {host.Host}: add it to Ticker:AllowedHosts.").ToResult().ExecuteAsync(context);
            return;
        }

        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && !sites.AllowsOrigin(origin, context.Request))
        {
            await new Problem(403, "origin_not_allowed", $"Pages of {origin} may not use this service: add it to Ticker:AllowedOrigins.").ToResult().ExecuteAsync(context);
            return;
        }

        await next(context);
    }
}

/// <summary>Settings <c>Ticker:AllowedHosts</c> and <c>Ticker:AllowedOrigins</c>; loopback names and the page's own origin are always allowed.</summary>
sealed class AllowedSites(IEnumerable<string> hosts, IEnumerable<string> origins)
{
    readonly HashSet<string> hosts = new(hosts, StringComparer.OrdinalIgnoreCase);
    readonly HashSet<string> origins = new(origins, StringComparer.OrdinalIgnoreCase);

    public bool AllowsHost(string host) => IsLoopback(host) || hosts.Contains(host);

    public bool AllowsOrigin(string origin, HttpRequest request) =>
        origins.Contains(origin)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme == request.Scheme && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));

    /// <summary><c>localhost</c>, 127.0.0.0/8 or [::1].</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
