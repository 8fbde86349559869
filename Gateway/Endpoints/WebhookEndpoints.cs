using System.Collections.Immutable;
using Gateway.Market;
using Gateway.Security;
using Grains.Interfaces;
using Grains.Interfaces.Webhooks;

namespace Gateway.Endpoints;

/// <summary>Where order changes are posted to. A webhook hears of its owner's orders; an admin's of everybody's.</summary>
static class WebhookEndpoints
{
    public static void Map(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        api.MapPost("/webhooks", Register).WithName("RegisterWebhook").WithSummary("Registers a webhook; its secret is shown this once.")
            .Accepts<WebhookBody>("application/json").RequireScope(Scopes.Trade);
        api.MapGet("/webhooks", List).WithName("ListWebhooks").WithSummary("Webhooks with how far behind they are.").RequireScope(Scopes.Trade);
        api.MapDelete("/webhooks/{id}", Delete).WithName("DeleteWebhook").WithSummary("Ends a webhook and forgets its secret.").RequireScope(Scopes.Trade);
        api.MapGet("/webhooks/{id}/dead-letters", DeadLetters).WithName("ListWebhookDeadLetters").WithSummary("What could not be delivered, newest first.").RequireScope(Scopes.Trade);
        app.MapPost("/webhooks/register", RegisterLegacy).WithName("LegacyRegisterWebhook").WithSummary("Alias of POST /api/v1/webhooks, in the replaced service's words.")
            .Accepts<WebhookBody>("application/json").RequireScope(Scopes.Trade);
    }

    static async Task<IResult> Register(HttpContext http, IClusterClient cluster)
    {
        var (reply, problem) = await Make(http, cluster);
        if (problem is not null)
            return problem.ToResult();
        http.Response.Headers.Location = "/api/v1/webhooks/" + reply!.Webhook!.Id;
        return Results.Json(
            new { id = reply.Webhook.Id, url = reply.Webhook.Url, events = reply.Webhook.Events, created_at = reply.Webhook.CreatedAt, secret = reply.Secret },
            TickerJson.Options,
            statusCode: StatusCodes.Status201Created);
    }

    /// <summary>Its failures carry <c>error</c> beside what a problem has.</summary>
    static async Task<IResult> RegisterLegacy(HttpContext http, IClusterClient cluster)
    {
        var (reply, problem) = await Make(http, cluster);
        if (problem is null)
        {
            return Results.Json(
                new { webhook_id = reply!.Webhook!.Id, status = "registered", url = reply.Webhook.Url, events = reply.Webhook.Events, secret = reply.Secret }, TickerJson.Options);
        }

        var status = problem.Status == StatusCodes.Status422UnprocessableEntity ? StatusCodes.Status400BadRequest : problem.Status;
        return Results.Json(
            new { error = problem.Detail, code = problem.Code, detail = problem.Detail, status }, TickerJson.Options, "application/problem+json", status);
    }

    static async Task<IResult> List(HttpContext http, IClusterClient cluster) =>
        Results.Json(new { webhooks = await Directory(cluster).List(Callers.VisibleOwner(http)) }, TickerJson.Options);

    static async Task<IResult> Delete(string id, HttpContext http, IClusterClient cluster) =>
        await Directory(cluster).Delete(id, Callers.VisibleOwner(http)) ? Results.NoContent() : Unknown(id);

    static async Task<IResult> DeadLetters(string id, HttpContext http, IClusterClient cluster, string? limit)
    {
        if (Paging.Limit(limit, 100, 1000, out var take) is { } wrong)
            return wrong.ToResult();
        return await Directory(cluster).DeadLetters(id, Callers.VisibleOwner(http), take) is { } letters
            ? Results.Json(new { dead_letters = letters.Items }, TickerJson.Options)
            : Unknown(id);
    }

    static async Task<(WebhookRegistered? Reply, Problem? Problem)> Make(HttpContext http, IClusterClient cluster)
    {
        var (body, problem) = await StrictJson.Read<WebhookBody>(http.Request);
        if (problem is not null)
            return (null, problem);
        var reply = await Directory(cluster).Register(new(Callers.Owner(http), Callers.VisibleOwner(http), body!.Url ?? "", [.. body.Events ?? []]));
        return reply.Code switch
        {
            null => (reply, null),
            "needs_key" => (null, new(503, reply.Code, reply.Message)),
            "too_many_webhooks" => (null, new(409, reply.Code, reply.Message)),
            "unknown_event" => (null, new(422, reply.Code, reply.Message, "events")),
            _ => (null, new(422, reply.Code, reply.Message, "url")),
        };
    }

    static IResult Unknown(string id) => new Problem(404, "unknown_webhook", $"There is no webhook {id}: GET /api/v1/webhooks lists yours.", "id").ToResult();

    static IWebhookDirectoryGrain Directory(IClusterClient cluster) => cluster.GetGrain<IWebhookDirectoryGrain>(GrainKeys.Webhooks);
}

/// <summary>The body of a registration.</summary>
sealed record WebhookBody
{
    public string? Url { get; init; }

    /// <summary>Null or empty: all.</summary>
    public ImmutableArray<string>? Events { get; init; }
}
