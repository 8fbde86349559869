using System.Security.Claims;
using System.Text.Encodings.Web;
using Gateway.Endpoints;
using Grains.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Gateway.Security;

/// <summary>Settings of <see cref="KeyAuthentication"/>.</summary>
sealed class KeyAuthenticationOptions : AuthenticationSchemeOptions
{
    /// <summary>Simulated broker on a loopback address: whoever reaches it may do everything. Decided once, at start.</summary>
    public bool AllowKeyless { get; set; }
}

/// <summary>API keys and JSON web tokens, in <c>Authorization: Bearer</c> or <c>X-API-Key</c>.</summary>
sealed class KeyAuthentication(IOptionsMonitor<KeyAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyStore keys, HubTickets tickets, JwtTokens tokens)
    : AuthenticationHandler<KeyAuthenticationOptions>(options, logger, encoder)
{
    public const string SchemeName = "key";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Ticket() is { Length: > 0 } ticket)
            return tickets.Redeem(ticket) is { } user ? AuthenticateResult.Success(new(user, SchemeName)) : AuthenticateResult.Fail("unknown ticket");
        if (Presented() is not { Length: > 0 } presented)
            return Options.AllowKeyless ? Success(Callers.Principal(Callers.Local, Scopes.All, null, null)) : AuthenticateResult.NoResult();
        if (JwtTokens.IsOne(presented))
            return await tokens.Check(presented, Context.RequestAborted) is { } bearer ? Success(bearer) : AuthenticateResult.Fail("bad token");
        var key = await keys.Find(presented, Context.RequestAborted);
        return key is null ? AuthenticateResult.Fail("unknown key") : Success(Callers.Principal(key.Name, key.Scopes, key.Accounts, "key:" + key.Id));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return new Problem(401, "key_required", "Send an API key that is known here, or a token of the configured issuer, as Authorization: Bearer <key>; `dotnet run --project Gateway -- keys create NAME` makes one.")
            .ToResult().ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        new Problem(403, "scope_missing", "This key may not do that: make one with the scope that it takes (read, trade or admin).").ToResult().ExecuteAsync(Context);

    /// <summary>The hub alone takes a ticket, where the SignalR client puts it.</summary>
    string Ticket() => Request.Path.StartsWithSegments("/hubs", StringComparison.Ordinal) ? Request.Query["access_token"].ToString() : "";

    string? Presented()
    {
        var header = Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : Request.Headers["X-API-Key"].ToString();
    }

    static AuthenticateResult Success(ClaimsPrincipal user) => AuthenticateResult.Success(new(user, SchemeName));
}
