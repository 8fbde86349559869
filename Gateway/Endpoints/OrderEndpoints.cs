using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Market;
using Gateway.Security;
using Grains.Interfaces;
using Grains.Interfaces.Orders;

namespace Gateway.Endpoints;

/// <summary>Orders: place, read, list, cancel. Rules are the grain's; here are only shapes and status codes.</summary>
static partial class OrderEndpoints
{
    internal const string KeyHeader = "Idempotency-Key";
    const int DefaultWait = 2000;
    const int MostWait = 30_000;
    internal static readonly TimeSpan UndecidedPause = TimeSpan.FromMilliseconds(100);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/orders", Place).WithName("PlaceOrder").WithSummary("Places one order; the header Idempotency-Key makes repeats harmless.")
            .Accepts<PlaceOrderBody>("application/json").RequireScope(Scopes.Trade);
        api.MapGet("/orders", List).WithName("ListOrders").WithSummary("Orders, newest first, paged.");
        api.MapGet("/orders/{id}", Get).WithName("GetOrder").WithSummary("One order with its history.");
        api.MapPatch("/orders/{id}", Modify).WithName("ModifyOrder").WithSummary("Changes an open order; the header Idempotency-Key makes repeats harmless.")
            .Accepts<ModifyOrderBody>("application/json").RequireScope(Scopes.Trade);
        api.MapDelete("/orders/{id}", Cancel).WithName("CancelOrder").WithSummary("Asks the broker to cancel; a final order answers with its state.").RequireScope(Scopes.Trade);
    }

    static async Task<IResult> Place(HttpContext http, IClusterClient cluster, TimeProvider time, string? wait_ms)
    {
        var (key, wait, malformed) = KeyAndWait(http, wait_ms);
        if (malformed is not null)
            return malformed.ToResult();
        var (request, refused) = await Asked<PlaceOrderBody>(http, body => body.ToRequest(Callers.Describe(http)));
        if (refused is not null)
            return refused;
        return await Send(http, cluster, time, key, request!, wait);
    }

    /// <summary>What every placement says beside its body: the idempotency key, and how long the answer may take.</summary>
    internal static (string Key, TimeSpan Wait, Problem? Problem) KeyAndWait(HttpContext http, string? waitMs)
    {
        var (key, wait) = (http.Request.Headers[KeyHeader].ToString(), DefaultWait);
        if (!IdempotencyKey().IsMatch(key))
            return (key, default, MalformedKey());
        return waitMs is null || (int.TryParse(waitMs, NumberStyles.None, CultureInfo.InvariantCulture, out wait) && wait <= MostWait)
            ? (key, TimeSpan.FromMilliseconds(wait), null)
            : (key, default, new Problem(400, "malformed_wait_ms", $"wait_ms is {waitMs}; it must be a whole number of milliseconds from 0 to {MostWait}.", "wait_ms"));
    }

    /// <summary>The order that a body asks for, in an account that this caller may trade; or why not.</summary>
    internal static async Task<(OrderRequest? Request, IResult? Refused)> Asked<TBody>(HttpContext http, Func<TBody, (OrderRequest? Request, Problem? Problem)> read)
        where TBody : class
    {
        var (body, problem) = await StrictJson.Read<TBody>(http.Request);
        if (problem is not null)
            return (null, problem.ToResult());
        var (request, missing) = read(body!);
        if (missing is not null)
            return (null, missing.ToResult());
        var (account, refused) = Callers.Trades(http, request!.Account);
        return refused is null ? (request with { Account = account }, null) : (null, refused.ToResult());
    }

    /// <summary>The answer is given up on after a while, the order never.</summary>
    internal static async Task<IResult> Send(
        HttpContext http, IClusterClient cluster, TimeProvider time, string key, OrderRequest request, TimeSpan wait, Func<OrderReply, IResult>? answer = null)
    {
        answer ??= reply => OrderResults.For(reply, http);
        var grain = cluster.GetGrain<IOrderGrain>(GrainKeys.Order(Callers.Owner(http), key));
        var placing = grain.Place(request);
        // The order goes on whatever this client does: only the answer is given up on.
        var patience = wait;
        while (await Task.WhenAny(placing, Task.Delay(patience, time, CancellationToken.None)) != placing)
        {
            if (await grain.Get() is { } view)
            {
                // The grain stores and logs its own failures.
                placing.Ignore();
                return answer(new(OrderReplyKind.Pending, view));
            }

            // Nothing is stored yet, so there is nothing true to answer: it is decided within the checks' own time limits.
            patience = UndecidedPause;
        }

        return answer(await placing);
    }

    static async Task<IResult> List(HttpContext http, IClusterClient cluster, string? status, string? account, string? limit, string? cursor, bool? foreign)
    {
        if (foreign == true)
            return await PortfolioEndpoints.Foreign(account, cluster);
        OrderStatus? wanted = null;
        if (status is not null)
        {
            if (OrderResults.ParseStatus(status) is not { } parsed)
                return new Problem(400, "malformed_status", $"There is no order status {status}; they are {OrderResults.StatusNames}.", "status").ToResult();
            wanted = parsed;
        }

        if (Paging.Limit(limit, 50, 500, out var take) is { } wrong)
            return wrong.ToResult();
        if (Paging.Cursor(cursor) is { } malformed)
            return malformed.ToResult();
        var page = await Index(cluster).List(new(Callers.VisibleOwner(http), wanted, account, take, cursor));
        return Results.Json(new { orders = page.Orders.Select(OrderBody.From), next_cursor = page.NextCursor }, TickerJson.Options);
    }

    static async Task<IResult> Get(string id, HttpContext http, IClusterClient cluster) =>
        await Find(id, http, cluster) is { } grain && await grain.Get() is { } view ? Results.Json(OrderBody.From(view), TickerJson.Options) : Unknown(id);

    static async Task<IResult> Modify(string id, HttpContext http, IClusterClient cluster)
    {
        var key = http.Request.Headers[KeyHeader].ToString();
        if (!IdempotencyKey().IsMatch(key))
            return MalformedKey().ToResult();
        var (body, problem) = await StrictJson.Read<ModifyOrderBody>(http.Request);
        if (problem is not null)
            return problem.ToResult();
        var (grain, refused) = await Changeable(id, http, cluster);
        return refused ?? OrderResults.ForChange(await grain!.Modify(key, body!.ToChange()), http);
    }

    static async Task<IResult> Cancel(string id, HttpContext http, IClusterClient cluster)
    {
        var key = http.Request.Headers[KeyHeader].ToString();
        if (key.Length > 0 && !IdempotencyKey().IsMatch(key))
            return MalformedKey().ToResult();
        var (grain, refused) = await Changeable(id, http, cluster);
        return refused ?? OrderResults.ForChange(await grain!.CancelAs(key.Length > 0 ? key : null), http);
    }

    /// <summary>The order, or why this caller may not change it.</summary>
    internal static async Task<(IOrderGrain? Order, IResult? Refused)> Changeable(string id, HttpContext http, IClusterClient cluster)
    {
        if (await Find(id, http, cluster) is not { } grain || await grain.Get() is not { } view)
            return (null, Unknown(id));
        return Callers.Trades(http, view.Account).Problem is { } refused ? (null, refused.ToResult()) : (grain, null);
    }

    internal static Problem MalformedKey() => new(
        400, "malformed_idempotency_key", $"The header {KeyHeader} must be 1 to 64 letters, digits, dots, underscores or hyphens; make a new one for each order and each change.", KeyHeader);

    /// <summary>Somebody else's order does not exist, as far as this caller is concerned.</summary>
    internal static async Task<IOrderGrain?> Find(string id, HttpContext http, IClusterClient cluster)
    {
        if (await Index(cluster).FindKey(id) is not { } key)
            return null;
        var visible = Callers.VisibleOwner(http);
        return visible is null || key.StartsWith(GrainKeys.Order(visible, ""), StringComparison.Ordinal) ? cluster.GetGrain<IOrderGrain>(key) : null;
    }

    static IResult Unknown(string id) => new Problem(404, "unknown_order", $"There is no order {id}: GET /api/v1/orders lists yours.", "id").ToResult();

    static IOrderIndexGrain Index(IClusterClient cluster) => cluster.GetGrain<IOrderIndexGrain>(GrainKeys.OrderIndex);

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    internal static partial Regex IdempotencyKey();
}
