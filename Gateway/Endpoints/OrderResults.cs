using System.Text.Json;
using Gateway.Market;
using Grains.Interfaces.Orders;

namespace Gateway.Endpoints;

/// <summary>From the grain's answer to a status code (design: answers of POST /api/v1/orders).</summary>
static class OrderResults
{
    static readonly Dictionary<string, OrderStatus> Statuses =
        Enum.GetValues<OrderStatus>().ToDictionary(s => JsonNamingPolicy.SnakeCaseLower.ConvertName(s.ToString()), StringComparer.Ordinal);

    public static string StatusNames { get; } = string.Join(", ", Statuses.Keys);

    public static OrderStatus? ParseStatus(string name) => Statuses.TryGetValue(name, out var status) ? status : null;

    public static IResult For(OrderReply reply, HttpContext http) => reply.Kind switch
    {
        OrderReplyKind.Accepted => Body(reply.Order!, StatusCodes.Status201Created, http),
        OrderReplyKind.Pending => Body(reply.Order!, StatusCodes.Status202Accepted, http),
        OrderReplyKind.Replay => Body(reply.Order! with { Existing = true }, StatusCodes.Status200OK, http),
        _ => Refused(reply),
    };

    public static IResult ForChange(OrderReply reply, HttpContext http) =>
        reply.Kind is OrderReplyKind.Accepted ? Body(reply.Order!, StatusCodes.Status200OK, http) : For(reply, http);

    /// <summary>A basket is refused as an order is.</summary>
    public static IResult Refused(OrderReplyKind kind, OrderProblem? problem, TimeSpan? retryAfter) =>
        Refused(new OrderReply(kind, null, problem, retryAfter));

    static int RefusedStatus(OrderReplyKind kind) => kind switch
    {
        OrderReplyKind.Conflict => StatusCodes.Status409Conflict,
        OrderReplyKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        OrderReplyKind.NotFound => StatusCodes.Status404NotFound,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    public static string StatusName(OrderStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());

    static IResult Body(OrderView view, int status, HttpContext http)
    {
        if (status is StatusCodes.Status201Created or StatusCodes.Status202Accepted)
            http.Response.Headers.Location = "/api/v1/orders/" + view.Id;
        return Results.Json(OrderBody.From(view), TickerJson.Options, statusCode: status);
    }

    static IResult Refused(OrderReply reply)
    {
        var status = RefusedStatus(reply.Kind);
        var problem = reply.Problem;
        return new Problem(
            status,
            problem?.Code ?? "refused",
            problem?.Message ?? reply.Order?.Message ?? "The order was not sent: repeat the request with the same key.",
            problem?.Field,
            problem?.Nearest ?? default,
            status == StatusCodes.Status503ServiceUnavailable ? reply.RetryAfter ?? TimeSpan.FromSeconds(1) : null).ToResult();
    }
}
