using Gateway.Market;
using Gateway.Security;
using Grains.Interfaces;
using Grains.Interfaces.Baskets;
using Grains.Interfaces.Orders;

namespace Gateway.Endpoints;

/// <summary>Baskets, OCO and brackets: shapes and status codes; the rules are the grain's.</summary>
static class BasketEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/baskets", Place).WithName("PlaceBasket").WithSummary("Places up to 20 orders that belong together; the header Idempotency-Key makes repeats harmless.")
            .Accepts<PlaceBasketBody>("application/json").RequireScope(Scopes.Trade);
        api.MapGet("/baskets", List).WithName("ListBaskets").WithSummary("Baskets, newest first, paged.");
        api.MapGet("/baskets/{id}", Get).WithName("GetBasket").WithSummary("One basket with its legs.");
        api.MapDelete("/baskets/{id}", Cancel).WithName("CancelBasket").WithSummary("Cancels what is open and places no more; what is filled stays filled.").RequireScope(Scopes.Trade);
    }

    static async Task<IResult> Place(HttpContext http, IClusterClient cluster, TimeProvider time, string? wait_ms)
    {
        var (key, wait, malformed) = OrderEndpoints.KeyAndWait(http, wait_ms);
        if (malformed is not null)
            return malformed.ToResult();
        var (body, problem) = await StrictJson.Read<PlaceBasketBody>(http.Request);
        if (problem is not null)
            return problem.ToResult();
        var (account, refused) = Callers.Trades(http, body!.Account ?? "auto");
        if (refused is not null)
            return refused.ToResult();
        var (request, missing) = body.ToRequest(account, Callers.Describe(http));
        if (missing is not null)
            return missing.ToResult();

        var grain = cluster.GetGrain<IBasketGrain>(GrainKeys.Basket(Callers.Owner(http), key));
        var placing = grain.Place(request!);
        // The basket goes on whatever this client does: only the answer is given up on.
        while (await Task.WhenAny(placing, Task.Delay(wait, time, CancellationToken.None)) != placing)
        {
            if (await grain.Get() is { } view)
            {
                placing.Ignore();
                return Answer(new(OrderReplyKind.Pending, view), http);
            }

            wait = OrderEndpoints.UndecidedPause;
        }

        return Answer(await placing, http);
    }

    static async Task<IResult> List(HttpContext http, IClusterClient cluster, string? limit, string? cursor)
    {
        if (Paging.Limit(limit, 50, 500, out var take) is { } wrong)
            return wrong.ToResult();
        if (Paging.Cursor(cursor) is { } malformed)
            return malformed.ToResult();
        var page = await Index(cluster).List(Callers.VisibleOwner(http), take, cursor);
        var baskets = await Task.WhenAll(page.Keys.Select(key => cluster.GetGrain<IBasketGrain>(key).Get()));
        return Results.Json(new { baskets = baskets.OfType<BasketView>().Select(BasketBody.From), next_cursor = page.NextCursor }, TickerJson.Options);
    }

    static async Task<IResult> Get(string id, HttpContext http, IClusterClient cluster) =>
        await Find(id, http, cluster) is { } grain && await grain.Get() is { } view ? Results.Json(BasketBody.From(view), TickerJson.Options) : Unknown(id);

    static async Task<IResult> Cancel(string id, HttpContext http, IClusterClient cluster) =>
        await Find(id, http, cluster) is not { } grain || await grain.Get() is not { } view ? Unknown(id)
        : Callers.Trades(http, view.Account).Problem is { } refused ? refused.ToResult()
        : Answer(await grain.Cancel(), http);

    /// <summary>207 once every leg has ended, 202 until then; a repeat says so in <c>existing</c>.</summary>
    static IResult Answer(BasketReply reply, HttpContext http)
    {
        if (reply.Kind is not (OrderReplyKind.Accepted or OrderReplyKind.Pending or OrderReplyKind.Replay))
            return OrderResults.Refused(reply.Kind, reply.Problem, reply.RetryAfter);
        var isDone = reply.Basket!.Status is BasketStatus.Complete or BasketStatus.RolledBack or BasketStatus.Cancelled;
        http.Response.Headers.Location = "/api/v1/baskets/" + reply.Basket.Id;
        return Results.Json(BasketBody.From(reply.Basket), TickerJson.Options, statusCode: isDone ? StatusCodes.Status207MultiStatus : StatusCodes.Status202Accepted);
    }

    /// <summary>Somebody else's basket does not exist, as far as this caller is concerned.</summary>
    static async Task<IBasketGrain?> Find(string id, HttpContext http, IClusterClient cluster)
    {
        if (await Index(cluster).FindKey(id) is not { } key)
            return null;
        var visible = Callers.VisibleOwner(http);
        return visible is null || key.StartsWith(GrainKeys.Basket(visible, ""), StringComparison.Ordinal) ? cluster.GetGrain<IBasketGrain>(key) : null;
    }

    static IResult Unknown(string id) => new Problem(404, "unknown_basket", $"There is no basket {id}: GET /api/v1/baskets lists yours.", "id").ToResult();

    static IBasketIndexGrain Index(IClusterClient cluster) => cluster.GetGrain<IBasketIndexGrain>(GrainKeys.BasketIndex);
}
