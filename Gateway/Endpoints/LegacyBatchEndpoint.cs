using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Market;
using Gateway.Security;
using Grains.Interfaces;
using Grains.Interfaces.Baskets;
using Grains.Interfaces.Orders;

namespace Gateway.Endpoints;

/// <summary><c>POST /orders/batch</c> of the service that this one replaces: an array of orders, all or nothing. It is a sequential basket.</summary>
static partial class LegacyBatchEndpoint
{
    static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/orders/batch", Place).RequireAuthorization(Scopes.Trade);

    static async Task<IResult> Place(HttpContext http, IClusterClient cluster, DerivedKeys derived, TimeProvider time)
    {
        var (bodies, problem) = await StrictJson.Read<List<LegacyOrderBody>>(http.Request);
        if (problem is not null)
            return problem.ToResult();
        var legs = new List<OrderRequest>();
        foreach (var body in bodies!)
        {
            var (leg, missing) = body.ToRequest(Callers.Describe(http));
            if (missing is not null)
                return (missing with { Detail = $"Order {legs.Count}: {missing.Detail}" }).ToResult();
            legs.Add(leg!);
        }

        var (account, refused) = Callers.Trades(http, legs.Count > 0 ? legs[0].Account : "auto");
        if (refused is not null)
            return refused.ToResult();
        var owner = Callers.Owner(http);
        var request = new BasketRequest { Account = account, Legs = [.. legs], RequestedBy = Callers.Describe(http) };
        var (key, malformed) = LegacyOrderEndpoints.Key(http, () => derived.For(owner, string.Join('\n', legs.Select(l => l with { RequestedBy = null }).Cast<object>().Prepend("batch"))));
        if (malformed is not null)
            return malformed;
        var grain = cluster.GetGrain<IBasketGrain>(GrainKeys.Basket(owner, key));
        var reply = await grain.Place(request);
        if (reply.Kind is OrderReplyKind.Invalid or OrderReplyKind.NotFound && Leg().Match(reply.Problem?.Field ?? "") is { Success: true } culprit)
            return Failed(legs.Count, int.Parse(culprit.Groups[1].ValueSpan, CultureInfo.InvariantCulture), reply.Problem!.Message);
        if (reply.Basket is not { } basket)
            return OrderResults.Refused(reply.Kind, reply.Problem, reply.RetryAfter);
        // A refusal may come after the acceptance: it is waited for as long as the old service waited for its answers.
        var began = time.GetTimestamp();
        while (basket.Status is BasketStatus.Placing or BasketStatus.Closing && time.GetElapsedTime(began) < LegacyOrderEndpoints.Wait)
        {
            await Task.Delay(s_look, time, http.RequestAborted);
            basket = await grain.Get() ?? basket;
        }

        var isBack = basket.Status is BasketStatus.RolledBack or BasketStatus.Closing or BasketStatus.Cancelled;
        return Results.Json(
            new { results = basket.Legs.Select(leg => new { order_id = leg.Order?.OrderId, status = Status(leg.Order, isBack), message = leg.Order?.Message ?? basket.Message }) },
            TickerJson.Options, statusCode: isBack ? StatusCodes.Status207MultiStatus : StatusCodes.Status200OK);
    }

    static IResult Failed(int legs, int culprit, string message) => Results.Json(
        new
        {
            results = Enumerable.Range(0, legs).Select(i => new { order_id = (string?)null, status = i == culprit ? "FAILED" : "ROLLED_BACK", message = i == culprit ? message : "Not placed." }),
        },
        TickerJson.Options, statusCode: StatusCodes.Status207MultiStatus);

    static string Status(OrderView? order, bool isBack) => order?.Status switch
    {
        OrderStatus.Complete => "COMPLETE",
        OrderStatus.Rejected or OrderStatus.DeadLettered => "FAILED",
        OrderStatus.Cancelled or OrderStatus.Expired or null => isBack ? "ROLLED_BACK" : "CANCELLED",
        OrderStatus.Open or OrderStatus.TriggerPending => "OPEN",
        _ => "PENDING",
    };

    [GeneratedRegex(@"^legs\[(\d+)\]")]
    private static partial Regex Leg();
}
