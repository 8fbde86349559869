using Gateway.Market;
using Gateway.Security;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;

namespace Gateway.Endpoints;

/// <summary>Accounts: what operators see of them, what they change, the log-in that only a person can do; and tickets for the hub.</summary>
static class AccountEndpoints
{
    public static void Map(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        api.MapGet("/accounts", List).WithName("ListAccounts").WithSummary("Accounts with the state of their tokens, circuit breakers and health.");
        api.MapGet("/accounts/{id}", Get).WithName("GetAccount").WithSummary("One account.");
        api.MapPost("/accounts", Add).WithName("AddAccount").WithSummary("Adds an account; its secret is stored sealed.")
            .Accepts<NewAccountBody>("application/json").RequireScope(Scopes.Admin);
        api.MapPut("/accounts/{id}/credentials", Rotate).WithName("RotateAccount").WithSummary("New api_key and api_secret.")
            .Accepts<CredentialsBody>("application/json").RequireScope(Scopes.Admin);
        api.MapPost("/accounts/{id}/enable", (string id, HttpContext http, IClusterClient cluster) => Apply(id, http, cluster, d => d.SetEnabled(id, true)))
            .WithName("EnableAccount").WithSummary("Uses the account again.").RequireScope(Scopes.Admin);
        api.MapPost("/accounts/{id}/disable", (string id, HttpContext http, IClusterClient cluster) => Apply(id, http, cluster, d => d.SetEnabled(id, false)))
            .WithName("DisableAccount").WithSummary("Neither orders nor data go through the account from now on.").RequireScope(Scopes.Admin);
        api.MapDelete("/accounts/{id}", Remove).WithName("RemoveAccount").WithSummary("Forgets an account that was added here, its secrets included.").RequireScope(Scopes.Admin);
        api.MapPut("/accounts/{id}/switch", Switch).WithName("SwitchAccount").WithSummary("Makes this account the primary one.").RequireScope(Scopes.Admin);
        api.MapPost("/secrets/rewrap", Rewrap).WithName("RewrapSecrets").WithSummary("Wraps every stored secret under the master key in use.").RequireScope(Scopes.Admin);
        api.MapGet("/accounts/{id}/login", Login).WithName("LogIn").WithSummary("Sends the browser to the broker's log-in page.").RequireScope(Scopes.Admin);
        api.MapPost("/hub-ticket", HubTicket).WithName("MakeHubTicket").WithSummary("A one-time ticket for the hub's access_token, for browsers.");
        app.MapGet("/callback/kite", Callback).WithName("KiteCallback").AllowAnonymous();
        app.MapPut("/accounts/{account_id}/switch", (string account_id, HttpContext http, IClusterClient cluster) => Switch(account_id, http, cluster))
            .WithName("LegacySwitchAccount").WithSummary("Alias of PUT /api/v1/accounts/{id}/switch.").RequireScope(Scopes.Admin);
        app.MapGet("/accounts/trading", Trading).WithName("LegacyTradingAccounts").WithSummary("Alias of GET /api/v1/accounts, in the replaced service's words.").RequireScope(Scopes.Read);
    }

    static async Task<IResult> List(IClusterClient cluster) => Results.Json(new { accounts = await Statuses(cluster) }, TickerJson.Options);

    static async Task<IResult> Get(string id, IClusterClient cluster) =>
        await Known(id, cluster) is { } unknown ? unknown : Results.Json(await Grain(cluster, id).GetStatus(), TickerJson.Options);

    static async Task<IResult> Trading(IClusterClient cluster) => Results.Json(
        new
        {
            accounts = (await Statuses(cluster)).Select(a => new
            {
                account_id = a.Account,
                broker = a.Broker,
                user_id = a.UserId,
                is_primary = a.Primary,
                health = a.Health,
                reasons = a.Reasons,
                token_state = a.State,
                token_refreshed_at = a.TokenRefreshedAt,
            }),
        },
        TickerJson.Options);

    static async Task<IResult> Add(HttpContext http, IClusterClient cluster)
    {
        var (body, problem) = await StrictJson.Read<NewAccountBody>(http.Request);
        if (problem is not null)
            return problem.ToResult();
        var account = body!.ToAccount();
        if (Refused(await Directory(cluster).Add(account)) is { } refused)
            return refused;
        http.Response.Headers.Location = "/api/v1/accounts/" + account.Id;
        return Results.Json(await Grain(cluster, account.Id).GetStatus(), TickerJson.Options, statusCode: StatusCodes.Status201Created);
    }

    static async Task<IResult> Rotate(string id, HttpContext http, IClusterClient cluster)
    {
        var (body, problem) = await StrictJson.Read<CredentialsBody>(http.Request);
        return problem?.ToResult() ?? await Apply(id, http, cluster, d => d.Rotate(id, body!.ApiKey ?? "", body.ApiSecret ?? ""));
    }

    static async Task<IResult> Remove(string id, IClusterClient cluster) =>
        Refused(await Directory(cluster).Remove(id)) ?? Results.NoContent();

    static Task<IResult> Switch(string id, HttpContext http, IClusterClient cluster) => Apply(id, http, cluster, d => d.SetPrimary(id));

    static async Task<IResult> Rewrap(IClusterClient cluster)
    {
        var reply = await Directory(cluster).Rewrap();
        return Results.Json(new { rewrapped = reply.Rewrapped, failures = reply.Failures }, TickerJson.Options, statusCode: reply.Failures.IsEmpty ? 200 : 503);
    }

    static async Task<IResult> Apply(string id, HttpContext http, IClusterClient cluster, Func<IAccountDirectoryGrain, Task<AccountChange>> change) =>
        Refused(await change(Directory(cluster))) ?? Results.Json(await Grain(cluster, id).GetStatus(), TickerJson.Options);

    static async Task<IResult> Login(string id, IClusterClient cluster) =>
        await Known(id, cluster) is { } unknown ? unknown : Results.Redirect(await Grain(cluster, id).BeginLogin());

    /// <summary>Needs no key: the nonce, made by <see cref="Login"/>, is what says that this service asked for it.</summary>
    static async Task<IResult> Callback(string? account, string? nonce, string? request_token, string? status, IClusterClient cluster)
    {
        if (string.IsNullOrEmpty(account) || await Known(account, cluster) is not null || string.IsNullOrEmpty(nonce) || string.IsNullOrEmpty(request_token) || status is not (null or "success"))
            return new Problem(400, "login_failed", "The broker did not log in: start again at /api/v1/accounts/{id}/login.").ToResult();
        var reply = await Grain(cluster, account).CompleteLogin(request_token, nonce);
        return reply.Done ? Results.Redirect("/") : new Problem(400, "login_failed", reply.Message).ToResult();
    }

    static IResult HubTicket(HttpContext http, HubTickets tickets) => tickets.Make(http.User) is { } ticket
        ? Results.Json(new { ticket, expires_in = HubTickets.LifeSeconds }, TickerJson.Options)
        : new Problem(503, "too_many_tickets", "Too many unused hub tickets: try again in a minute.", RetryAfter: TimeSpan.FromMinutes(1)).ToResult();

    /// <summary>Null when there is such an account.</summary>
    internal static async Task<IResult?> Known(string id, IClusterClient cluster, string field = "id")
    {
        var ids = await Ids(cluster);
        return ids.Contains(id) ? null : new Problem(404, "unknown_account", $"There is no account {id}; there are {string.Join(", ", ids)}.", field).ToResult();
    }

    /// <summary>Null when the change was made.</summary>
    static IResult? Refused(AccountChange change) => change.Code switch
    {
        null => null,
        "unknown_account" => new Problem(404, change.Code, change.Message, change.Field).ToResult(),
        "needs_key" => new Problem(503, change.Code, change.Message, change.Field).ToResult(),
        _ when change.Code.StartsWith("invalid_", StringComparison.Ordinal) => new Problem(422, change.Code, change.Message, change.Field).ToResult(),
        _ => new Problem(409, change.Code, change.Message, change.Field).ToResult(),
    };

    static async Task<AccountStatus[]> Statuses(IClusterClient cluster) =>
        await Task.WhenAll((await Directory(cluster).Ids()).Select(id => Grain(cluster, id).GetStatus()));

    /// <summary>Primary first.</summary>
    internal static async Task<IReadOnlyList<string>> Ids(IClusterClient cluster) => await Directory(cluster).Ids();

    static IAccountDirectoryGrain Directory(IClusterClient cluster) => cluster.GetGrain<IAccountDirectoryGrain>(GrainKeys.Accounts);

    static IAccountGrain Grain(IClusterClient cluster, string id) => cluster.GetGrain<IAccountGrain>(GrainKeys.Account(id));
}
