using Gateway.Market;
using Grains.Interfaces;
using Grains.Interfaces.Subscriptions;

namespace Gateway.Endpoints;

/// <summary>What is streamed.</summary>
static class SubscriptionEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/subscriptions", List).WithName("ListSubscriptions").WithSummary("Streamed instruments, paged, with the socket that carries each.");
        api.MapPut("/subscriptions/{instrument}", Add).WithName("AddSubscription").WithSummary("Streams one more instrument, now and after every restart.");
        api.MapDelete("/subscriptions/{instrument}", Remove).WithName("RemoveSubscription").WithSummary("Takes an explicit subscription out again.");
    }

    static async Task<IResult> List(IClusterClient cluster, string? limit, string? cursor)
    {
        if (Paging.Limit(limit, 100, 1000, out var take) is { } wrong)
            return wrong.ToResult();
        if (Paging.InstrumentCursor(cursor) is { } strange)
            return strange.ToResult();
        return Results.Json(await Grain(cluster).List(take, cursor), TickerJson.Options);
    }

    static async Task<IResult> Add(string instrument, IClusterClient cluster) =>
        await Grain(cluster).Add(instrument) is { } view ? Results.Json(view, TickerJson.Options) : await MarketEndpoints.Unknown(instrument, cluster);

    static async Task<IResult> Remove(string instrument, IClusterClient cluster) =>
        await Grain(cluster).Remove(instrument)
            ? Results.NoContent()
            : new Problem(404, "not_subscribed", $"{instrument} has no explicit subscription: GET /api/v1/subscriptions lists them.", "instrument").ToResult();

    static ISubscriptionGrain Grain(IClusterClient cluster) => cluster.GetGrain<ISubscriptionGrain>(GrainKeys.Subscriptions);
}
