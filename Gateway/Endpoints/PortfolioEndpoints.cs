using System.Text.Json;
using Gateway.Security;
using Grains.Interfaces;
using Grains.Interfaces.Orders;

namespace Gateway.Endpoints;

/// <summary>What the broker holds beside our orders, drift and its adoption, and the broker's postbacks.</summary>
static class PortfolioEndpoints
{
    const int MostBytes = 64 * 1024;

    public static void Map(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        api.MapGet("/portfolio/positions", Positions).WithName("GetPositions").WithSummary("The broker's positions, and the drift: where they differ from ours.");
        api.MapGet("/portfolio/holdings", Holdings).WithName("GetHoldings").WithSummary("The broker's holdings.");
        api.MapGet("/portfolio/margins", Margins).WithName("GetMargins").WithSummary("The broker's funds and margins.");
        api.MapGet("/portfolio/foreign-orders", Foreign).WithName("ListForeignOrders").WithSummary("Orders of today's book that this service did not place.");
        api.MapPost("/portfolio/positions/adopt", Adopt).WithName("AdoptPositions").WithSummary("Takes the broker's word where positions differ.").RequireScope(Scopes.Admin);
        app.MapPost("/callback/kite/postback", Postback).WithName("KitePostback").AllowAnonymous();
        app.MapGet("/portfolio/positions", Positions).RequireAuthorization(Scopes.Read);
        app.MapGet("/portfolio/holdings", Holdings).RequireAuthorization(Scopes.Read);
    }

    static Task<IResult> Positions(string? account, IClusterClient cluster) => Read(account, cluster, grain => grain.Positions());

    static Task<IResult> Holdings(string? account, IClusterClient cluster) => Read(account, cluster, grain => grain.Holdings());

    static Task<IResult> Margins(string? account, IClusterClient cluster) => Read(account, cluster, grain => grain.Margins());

    internal static Task<IResult> Foreign(string? account, IClusterClient cluster) => Read(account, cluster, grain => grain.ForeignOrders());

    static Task<IResult> Adopt(HttpContext http, string? account, string? instrument, string? product, IClusterClient cluster) =>
        Read(account, cluster, grain => grain.Adopt(instrument, product, Callers.Owner(http)));

    static async Task<IResult> Read(string? account, IClusterClient cluster, Func<IPortfolioGrain, Task<PortfolioReply>> read)
    {
        var id = account ?? (await AccountEndpoints.Ids(cluster))[0];
        if (account is not null && await AccountEndpoints.Known(id, cluster, "account") is { } unknown)
            return unknown;
        var reply = await read(cluster.GetGrain<IPortfolioGrain>(GrainKeys.Portfolio(id)));
        return reply.Json is { } json
            ? Results.Text(json, "application/json")
            : new Problem(503, reply.Problem!.Code, reply.Problem.Message, RetryAfter: reply.RetryAfter ?? TimeSpan.FromSeconds(1)).ToResult();
    }

    /// <summary>Needs no key: its checksum says that it comes from the broker. It covers the order's id and time alone, so the rest is not even read.</summary>
    static async Task<IResult> Postback(HttpContext http, IClusterClient cluster)
    {
        if (http.Request.ContentLength is > MostBytes)
            return new Problem(413, "body_too_large", $"The body is larger than {MostBytes} bytes.").ToResult();
        var (id, timestamp, checksum) = await Signed(http);
        if (id is not { Length: > 0 and <= 64 } || timestamp is not { Length: > 0 and <= 64 } || checksum is not { Length: 64 })
            return new Problem(400, "malformed_postback", "A postback has order_id, order_timestamp and checksum.").ToResult();
        foreach (var account in await AccountEndpoints.Ids(cluster))
        {
            if (await cluster.GetGrain<IPortfolioGrain>(GrainKeys.Portfolio(account)).AcceptPostback(id, timestamp, checksum))
                return Results.Ok();
        }

        return new Problem(403, "postback_refused", "The checksum of this postback is that of no configured account.").ToResult();
    }

    static async Task<(string? Id, string? Timestamp, string? Checksum)> Signed(HttpContext http)
    {
        try
        {
            using var bounded = new MemoryStream();
            var buffer = new byte[4096];
            int read;
            while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
            {
                bounded.Write(buffer, 0, read);
                if (bounded.Length > MostBytes)
                    return default;
            }

            using var document = JsonDocument.Parse(bounded.GetBuffer().AsMemory(0, (int)bounded.Length));
            return document.RootElement.ValueKind == JsonValueKind.Object ? (Text("order_id"), Text("order_timestamp"), Text("checksum")) : default;

            string? Text(string name) => document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
