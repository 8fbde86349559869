using Gateway.Market;
using Gateway.Security;
using Grains.Interfaces;
using Grains.Interfaces.Orders;

namespace Gateway.Endpoints;

/// <summary>The desk's own levers: the kill switch, and dead letters, which a person decides.</summary>
static class DeskEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/kill-switch", GetSwitch).WithName("GetKillSwitch").WithSummary("How the kill switches stand.");
        api.MapPost("/kill-switch", SetSwitch).WithName("SetKillSwitch").WithSummary("Refuses new orders; optionally cancels open ones. Switching it off needs the scope admin.")
            .Accepts<KillSwitchBody>("application/json").RequireScope(Scopes.Trade);
        api.MapGet("/dead-letters", DeadLetters).WithName("ListDeadLetters").WithSummary("Orders that a person must decide, newest first, paged.");
        api.MapPost("/dead-letters/{id}/resolve", Resolve).WithName("ResolveDeadLetter").WithSummary("adopt (with order_id), resubmit or drop; repeats change nothing.")
            .Accepts<ResolveBody>("application/json").RequireScope(Scopes.Trade);
    }

    static async Task<IResult> GetSwitch(IClusterClient cluster) => Results.Json(new { switches = await Switch(cluster).Get() }, TickerJson.Options);

    static async Task<IResult> SetSwitch(HttpContext http, IClusterClient cluster)
    {
        var (body, problem) = await StrictJson.Read<KillSwitchBody>(http.Request);
        if (problem is not null)
            return problem.ToResult();
        if (body!.Engaged is not { } engaged)
            return new Problem(400, "missing_field", "The field engaged is required: true refuses new orders, false takes them again.", "engaged").ToResult();
        if (body.Account is { } account && await AccountEndpoints.Known(account, cluster, "account") is { } unknown)
            return unknown;
        // Anybody who trades may stop; going on is the operator's decision. A start without keys is this machine's own user.
        if (!engaged && http.User.Identity is { IsAuthenticated: true } && !http.User.HasClaim("scope", Scopes.Admin))
            return new Problem(403, "admin_only", "Switching the kill switch off needs a key with the scope admin.").ToResult();
        return Results.Json(
            await Switch(cluster).Set(new(body.Account, engaged, body.CancelOpen ?? false, body.Reason, Callers.Owner(http))), TickerJson.Options);
    }

    static async Task<IResult> DeadLetters(HttpContext http, IClusterClient cluster, string? account, string? limit, string? cursor)
    {
        if (Paging.Limit(limit, 50, 500, out var take) is { } wrong)
            return wrong.ToResult();
        if (Paging.Cursor(cursor) is { } malformed)
            return malformed.ToResult();
        var page = await cluster.GetGrain<IOrderIndexGrain>(GrainKeys.OrderIndex)
            .List(new(Callers.VisibleOwner(http), OrderStatus.DeadLettered, account, take, cursor, DeadLetters: true));
        return Results.Json(new { dead_letters = page.Orders.Select(OrderBody.From), next_cursor = page.NextCursor }, TickerJson.Options);
    }

    static async Task<IResult> Resolve(string id, HttpContext http, IClusterClient cluster)
    {
        var (body, problem) = await StrictJson.Read<ResolveBody>(http.Request);
        if (problem is not null)
            return problem.ToResult();
        if (string.IsNullOrEmpty(body!.Action))
            return new Problem(400, "missing_field", "The field action is required: adopt, resubmit or drop.", "action").ToResult();
        return await OrderEndpoints.Find(id, http, cluster) is { } grain && await grain.Get() is { } order
            ? Callers.Trades(http, order.Account).Problem is { } refused ? refused.ToResult() : OrderResults.ForChange(await grain.Resolve(new(body.Action, body.OrderId, body.Note, Callers.Owner(http))), http)
            : new Problem(404, "unknown_dead_letter", $"There is no dead letter {id}: GET /api/v1/dead-letters lists yours.", "id").ToResult();
    }

    static IKillSwitchGrain Switch(IClusterClient cluster) => cluster.GetGrain<IKillSwitchGrain>(GrainKeys.KillSwitch);
}

/// <summary>The body of <c>POST /api/v1/kill-switch</c>.</summary>
sealed record KillSwitchBody
{
    /// <summary>One account; left out: all.</summary>
    public string? Account { get; init; }

    public bool? Engaged { get; init; }

    /// <summary>Also cancel what is open. Default: false.</summary>
    public bool? CancelOpen { get; init; }

    public string? Reason { get; init; }
}

/// <summary>The body of <c>POST /api/v1/dead-letters/{id}/resolve</c>.</summary>
sealed record ResolveBody
{
    /// <summary>adopt, resubmit or drop.</summary>
    public string? Action { get; init; }

    /// <summary>The broker's order; with adopt.</summary>
    public string? OrderId { get; init; }

    /// <summary>Why; kept in the history.</summary>
    public string? Note { get; init; }
}
