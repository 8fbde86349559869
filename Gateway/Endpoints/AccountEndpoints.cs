using Gateway.Market;
using Gateway.Security;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;

namespace Gateway.Endpoints;

/// <summary>Accounts as operators see them, the log-in that only a person can do, and tickets for the hub.</summary>
static class AccountEndpoints
{
    public static void Map(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        api.MapGet("/accounts", List).WithName("ListAccounts").WithSummary("Accounts with the state of their tokens.");
        api.MapGet("/accounts/{id}", Get).WithName("GetAccount").WithSummary("One account.");
        api.MapGet("/accounts/{id}/login", Login).WithName("LogIn").WithSummary("Sends the browser to the broker's log-in page.").RequireScope(Scopes.Admin);
        api.MapPost("/hub-ticket", HubTicket).WithName("MakeHubTicket").WithSummary("A one-time ticket for the hub's access_token, for browsers.");
        app.MapGet("/callback/kite", Callback).WithName("KiteCallback").AllowAnonymous();
    }

    static async Task<IResult> List(ConfiguredAccounts accounts, IClusterClient cluster) =>
        Results.Json(new { accounts = await Task.WhenAll(accounts.Ids.Select(id => Grain(cluster, id).GetStatus())) }, TickerJson.Options);

    static async Task<IResult> Get(string id, ConfiguredAccounts accounts, IClusterClient cluster) =>
        !accounts.Contains(id) ? Unknown(id, accounts) : Results.Json(await Grain(cluster, id).GetStatus(), TickerJson.Options);

    static async Task<IResult> Login(string id, ConfiguredAccounts accounts, IClusterClient cluster) =>
        !accounts.Contains(id) ? Unknown(id, accounts) : Results.Redirect(await Grain(cluster, id).BeginLogin());

    /// <summary>Needs no key: the nonce, made by <see cref="Login"/>, is what says that this service asked for it.</summary>
    static async Task<IResult> Callback(string? account, string? nonce, string? request_token, string? status, ConfiguredAccounts accounts, IClusterClient cluster)
    {
        if (string.IsNullOrEmpty(account) || !accounts.Contains(account) || string.IsNullOrEmpty(nonce) || string.IsNullOrEmpty(request_token) || status is not (null or "success"))
            return new Problem(400, "login_failed", "The broker did not log in: start again at /api/v1/accounts/{id}/login.").ToResult();
        var reply = await Grain(cluster, account).CompleteLogin(request_token, nonce);
        return reply.Done ? Results.Redirect("/") : new Problem(400, "login_failed", reply.Message).ToResult();
    }

    static IResult HubTicket(HttpContext http, HubTickets tickets) => tickets.Make(http.User) is { } ticket
        ? Results.Json(new { ticket, expires_in = HubTickets.LifeSeconds }, TickerJson.Options)
        : new Problem(503, "too_many_tickets", "Too many unused hub tickets: try again in a minute.", RetryAfter: TimeSpan.FromMinutes(1)).ToResult();

    static IResult Unknown(string id, ConfiguredAccounts accounts) =>
        new Problem(404, "unknown_account", $"There is no account {id}; the configured ones are {string.Join(", ", accounts.Ids)}.", "id").ToResult();

    static IAccountGrain Grain(IClusterClient cluster, string id) => cluster.GetGrain<IAccountGrain>(GrainKeys.Account(id));
}

/// <summary>The ids of the configured accounts, primary first; composition fills it in.</summary>
sealed record ConfiguredAccounts(IReadOnlyList<string> Ids)
{
    public bool Contains(string id) => Ids.Contains(id, StringComparer.Ordinal);
}
