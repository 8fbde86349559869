using System.Text.Json;
using Kite.Simulator.Alerts;
using Kite.Simulator.Control;
using Kite.Simulator.Gtt;
using Kite.Simulator.Margins;
using Kite.Simulator.MutualFunds;
using Kite.Simulator.Sessions;
using Microsoft.AspNetCore.Http;

namespace Kite.Simulator.Rest;

/// <summary>Finds the route, applies faults, limits and access, and writes the broker's envelope.</summary>
internal sealed class RestServer
{
    readonly World _world;
    readonly RateLimits _limits;
    readonly Route[] _routes;

    public RestServer(World world)
    {
        _world = world;
        _limits = new(world.Options.Limits, world.Time);
        _routes =
        [
            .. new SessionRoutes(world).All, .. new InstrumentRoutes(world).All, .. new QuoteRoutes(world).All, .. new OrderRoutes(world).All,
            .. new PortfolioRoutes(world).All, .. new HoldingRoutes(world).All, .. new HistoricalRoutes(world).All, .. new GttRoutes(world).All, .. new AlertRoutes(world).All,
            .. new MarginRoutes(world).All, .. new FundRoutes(world).All,
        ];
    }

    public async Task ServeAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (ApiException e)
        {
            await ErrorAsync(context.Response, e.Status, e.ErrorType, e.Message);
        }
        catch (IOException) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // The journal could not be written: the broker's order system is down.
            await ErrorAsync(context.Response, 503, "NetworkException", "Request failed (kitetrade-oms)");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || _world.Stopping.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    public static Task ErrorAsync(HttpResponse response, int status, string errorType, string message)
    {
        response.StatusCode = status;
        return WriteAsync(response, new { status = "error", message, data = (object?)null, error_type = errorType });
    }

    async Task RouteAsync(HttpContext context)
    {
        if (_world.Maintenance)
        {
            await Fault.HtmlAsync(context.Response, 503, "Service Unavailable");
            return;
        }

        var path = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (route, arguments) = Find(context.Request.Method, path);
        _world.Requests.Count(route);
        var fault = _world.Faults.Take(context.Request.Method, context.Request.Path.Value!);
        if (fault is not null && await fault.BeforeAsync(context, _world))
            return;
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        var call = new Call(context, arguments, form);
        if (route.NeedsSession)
            call.Session = Authorise(context.Request, route);
        var admitted = _limits.Admit(route.Bucket, KeyOf(call), context.Request.Method);
        if (route.Bucket == Bucket.Order)
            CheckOrder(call, ref admitted);
        if (!admitted)
            throw ApiException.TooMany();
        var data = await route.Handle(call);
        if (fault is not null && await fault.AfterAsync(context, _world))
            return;
        if (data is not Written)
            await WriteAsync(context.Response, new { status = "success", data });
    }

    /// <summary>What the broker looks at for orders alone: the day's count, and where they come from.</summary>
    void CheckOrder(Call call, ref bool admitted)
    {
        if (call.Http.Request.Method == "POST")
        {
            lock (_world.Gate)
                admitted &= _world.DailyOrders.Add(call.UserId) <= (_world.Options.Limits?.OrdersPerDay ?? int.MaxValue);
        }

        var from = call.Http.Connection.RemoteIpAddress?.MapToIPv4().ToString();
        if (_world.Options.OrderAddresses is { Length: > 0 } allowed && !allowed.Contains(from))
            throw new ApiException(403, "PermissionException", $"Orders are not allowed from the address {from}: register it for this app.");
    }

    (Route Route, string[] Arguments) Find(string method, string[] path)
    {
        var known = false;
        foreach (var route in _routes)
        {
            if (route.Match(path) is not { } arguments)
                continue;
            if (route.Method == method)
                return (route, arguments);
            known = true;
        }

        throw known ? ApiException.Method() : ApiException.NotFound();
    }

    Session Authorise(HttpRequest request, Route route)
    {
        var header = request.Headers.Authorization.ToString();
        var pair = header.StartsWith("token ", StringComparison.Ordinal) ? header["token ".Length..].Split(':') : [];
        lock (_world.Gate)
        {
            if (pair.Length == 2 && _world.Sessions.Find(pair[0], pair[1]) is { } session)
                return session;
        }

        _world.Requests.CountDeadToken(route);
        throw ApiException.Token();
    }

    static string KeyOf(Call call) => call.Session?.Account.ApiKey ?? call.Value("api_key") ?? "";

    public static Task WriteAsync(HttpResponse response, object body)
    {
        response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(response.Body, body, body.GetType(), options: null, response.HttpContext.RequestAborted);
    }
}
