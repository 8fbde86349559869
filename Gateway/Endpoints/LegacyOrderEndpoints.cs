using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Market;
using Gateway.Security;
using Grains.Interfaces.Orders;

namespace Gateway.Endpoints;

/// <summary>
/// The order requests of the service that this one replaces. On these paths alone a missing Idempotency-Key is derived from account and payload:
/// the same request within 10 s of the first is the same order, as it was there.
/// </summary>
static class LegacyOrderEndpoints
{
    internal static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder app)
    {
        var legacy = app.MapGroup("/orders").RequireAuthorization(Scopes.Trade);
        legacy.MapPost("/place", Place);
        legacy.MapPut("/{order_id}/modify", Modify);
        legacy.MapDelete("/{order_id}/cancel", Cancel);
    }

    static async Task<IResult> Place(HttpContext http, IClusterClient cluster, DerivedKeys derived, TimeProvider time)
    {
        var (request, refused) = await OrderEndpoints.Asked<LegacyOrderBody>(http, body => body.ToRequest(Callers.Describe(http)));
        if (refused is not null)
            return refused;
        var owner = Callers.Owner(http);
        var (key, malformed) = Key(http, () => derived.For(owner, request! with { RequestedBy = null }));
        return malformed ?? await OrderEndpoints.Send(http, cluster, time, key, request!, Wait, reply => Answer(reply, http));
    }

    static async Task<IResult> Modify(string order_id, HttpContext http, IClusterClient cluster, DerivedKeys derived)
    {
        var (body, problem) = await StrictJson.Read<ModifyOrderBody>(http.Request);
        if (problem is not null)
            return problem.ToResult();
        var (key, malformed) = Key(http, () => derived.For(order_id, body));
        if (malformed is not null)
            return malformed;
        var (grain, refused) = await OrderEndpoints.Changeable(order_id, http, cluster);
        return refused ?? Answer(await grain!.Modify(key, body!.ToChange()), http);
    }

    static async Task<IResult> Cancel(string order_id, HttpContext http, IClusterClient cluster)
    {
        var (key, malformed) = Key(http, () => "");
        if (malformed is not null)
            return malformed;
        var (grain, refused) = await OrderEndpoints.Changeable(order_id, http, cluster);
        return refused ?? Answer(await grain!.CancelAs(key.Length > 0 ? key : null), http);
    }

    internal static (string Key, IResult? Malformed) Key(HttpContext http, Func<string> derive)
    {
        var given = http.Request.Headers[OrderEndpoints.KeyHeader].ToString();
        if (given.Length == 0)
            return (derive(), null);
        return OrderEndpoints.IdempotencyKey().IsMatch(given) ? (given, null) : ("", OrderEndpoints.MalformedKey().ToResult());
    }

    static IResult Answer(OrderReply reply, HttpContext http)
    {
        if (reply.Kind is not (OrderReplyKind.Accepted or OrderReplyKind.Pending or OrderReplyKind.Replay) || reply.Order is not { } order)
            return OrderResults.For(reply, http);
        return Results.Json(
            new
            {
                order_id = order.OrderId,
                status = order.Status switch { OrderStatus.Complete => "COMPLETE", OrderStatus.Open or OrderStatus.TriggerPending => "OPEN", OrderStatus.Cancelled => "CANCELLED", OrderStatus.Rejected => "REJECTED", _ => "PENDING" },
                task_id = order.Id,
                account_id = order.Account,
                account_used = order.Account,
                message = reply.Kind == OrderReplyKind.Replay ? $"existing task {order.Id}" : order.Message ?? "The broker has the order.",
            },
            TickerJson.Options);
    }
}

/// <summary>The body of <c>POST /orders/place</c>: as <see cref="PlaceOrderBody"/>, with the account under its old name.</summary>
sealed record LegacyOrderBody
{
    public string? AccountId { get; init; }

    public string? Exchange { get; init; }

    public string? Tradingsymbol { get; init; }

    public string? TransactionType { get; init; }

    public int? Quantity { get; init; }

    public string? Product { get; init; }

    public string? OrderType { get; init; }

    public decimal? Price { get; init; }

    public decimal? TriggerPrice { get; init; }

    public string? Validity { get; init; }

    public string? Variety { get; init; }

    public int? DisclosedQuantity { get; init; }

    /// <summary>Taken and not used: the broker's tag ties our orders to its book.</summary>
    public string? Tag { get; init; }

    public (OrderRequest? Request, Problem? Problem) ToRequest(string requestedBy) => new PlaceOrderBody
    {
        Account = AccountId,
        Exchange = Exchange,
        Tradingsymbol = Tradingsymbol,
        TransactionType = TransactionType,
        Quantity = Quantity,
        Product = Product,
        OrderType = OrderType,
        Price = Price,
        TriggerPrice = TriggerPrice,
        Validity = Validity,
        Variety = Variety,
        DisclosedQuantity = DisclosedQuantity,
    }.ToRequest(requestedBy);
}

/// <summary>Keys for requests that bring none: one for each (who, what), until 10 s have passed since it was first asked for.</summary>
sealed class DerivedKeys(TimeProvider time)
{
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    const int Most = 100_000;

    readonly Lock gate = new();
    readonly Dictionary<string, DateTimeOffset> begun = new(StringComparer.Ordinal);

    public string For(string who, object? what)
    {
        var payload = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{who}\n{what}")))[..32];
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (!begun.TryGetValue(payload, out var at) || now - at >= Window)
            {
                if (begun.Count >= Most)
                    Forget(now);
                begun[payload] = at = now;
            }
            return string.Create(CultureInfo.InvariantCulture, $"derived.{payload}.{at.ToUnixTimeMilliseconds()}");
        }
    }

    void Forget(DateTimeOffset now)
    {
        foreach (var (old, at) in begun.Where(pair => now - pair.Value >= Window).ToList())
            begun.Remove(old);
    }
}
