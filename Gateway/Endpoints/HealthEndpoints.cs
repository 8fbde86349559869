using Gateway.Hosting;
using Gateway.Market;
using Gateway.Observability;
using Gateway.Security;

namespace Gateway.Endpoints;

/// <summary>Liveness, readiness for each component, and metrics.</summary>
static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" }, TickerJson.Options)).WithName("Live").AllowAnonymous().DisableRateLimiting();
        app.MapGet("/health/ready", Ready).WithName("Ready").AllowAnonymous().DisableRateLimiting();
        app.MapGet("/metrics", (MetricsPage metrics) => Results.Text(metrics.Write(), "text/plain; version=0.0.4")).WithName("Metrics").RequireAuthorization(Scopes.Read);
    }

    static async Task<IResult> Ready(Readiness readiness)
    {
        var components = await readiness.Check();
        var ready = components.All(c => c.Ready);
        return Results.Json(
            new { status = !ready ? "not_ready" : components.Any(c => c.Degraded) ? "degraded" : "ready", components },
            TickerJson.Options,
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
