using System.Collections.Immutable;
using Grains.Interfaces.Baskets;
using Grains.Interfaces.Orders;

namespace Gateway.Endpoints;

/// <summary>The body of <c>POST /api/v1/baskets</c>. Unknown fields are refused.</summary>
sealed record PlaceBasketBody
{
    /// <summary>basket, oco or bracket. Default: basket.</summary>
    public BasketKind? Kind { get; init; }

    /// <summary>sequential or parallel. Default: sequential.</summary>
    public string? Execution { get; init; }

    /// <summary>Sequential only: buys first, and a sell once every buy is filled. Default: false.</summary>
    public bool? HedgeFirst { get; init; }

    /// <summary>The one account of all legs, or <c>auto</c>. Default: <c>auto</c>.</summary>
    public string? Account { get; init; }

    /// <summary>1 to 20 orders, as in <c>POST /api/v1/orders</c>.</summary>
    public IReadOnlyList<PlaceOrderBody?>? Legs { get; init; }

    public (BasketRequest? Request, Problem? Problem) ToRequest(string account, string requestedBy)
    {
        if (Legs is null)
            return (null, new(400, "missing_field", "The field legs is required.", "legs"));
        if (Execution is not (null or "sequential" or "parallel"))
            return (null, new(400, "malformed_field", $"execution is {Execution}; it must be sequential or parallel.", "execution"));
        var legs = ImmutableArray.CreateBuilder<OrderRequest>(Legs.Count);
        for (var leg = 0; leg < Legs.Count; leg++)
        {
            if (Legs[leg] is not { } body)
                return (null, new(400, "missing_field", $"Leg {leg} is null: send an order.", $"legs[{leg}]"));
            var (request, problem) = body.ToRequest(requestedBy);
            if (problem is not null)
                return (null, problem with { Detail = $"Leg {leg}: {problem.Detail}", Field = $"legs[{leg}].{problem.Field}" });
            legs.Add(request!);
        }

        return (new()
        {
            Kind = Kind ?? BasketKind.Basket,
            Sequential = Execution is not "parallel",
            HedgeFirst = HedgeFirst ?? false,
            Account = account,
            Legs = legs.ToImmutable(),
            RequestedBy = requestedBy,
        }, null);
    }
}

/// <summary>A basket as clients see it.</summary>
sealed record BasketBody
{
    public required string Id { get; init; }

    public required string ClientBasketId { get; init; }

    public required string Owner { get; init; }

    public required string Account { get; init; }

    public required BasketKind Kind { get; init; }

    public required BasketStatus Status { get; init; }

    public string? Message { get; init; }

    /// <summary>Rupees.</summary>
    public decimal? Margin { get; init; }

    public required ImmutableArray<LegBody> Legs { get; init; }

    public bool Existing { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required long Version { get; init; }

    public static BasketBody From(BasketView view) => new()
    {
        Id = view.Id,
        ClientBasketId = view.ClientBasketId,
        Owner = view.Owner,
        Account = view.Account,
        Kind = view.Kind,
        Status = view.Status,
        Message = view.Message,
        Margin = view.Margin,
        Legs = [.. view.Legs.Select(LegBody.From)],
        Existing = view.Existing,
        CreatedAt = view.CreatedAt,
        UpdatedAt = view.UpdatedAt,
        Version = view.Version,
    };
}

/// <summary>One leg; <see cref="Order"/> is null as long as it was not placed, and <see cref="Status"/> says so.</summary>
sealed record LegBody(int Leg, string Exchange, string Tradingsymbol, string TransactionType, int Quantity, string Status, OrderBody? Order)
{
    public static LegBody From(BasketLeg leg) => new(
        leg.Leg, leg.Request.Exchange, leg.Request.Tradingsymbol, leg.Request.TransactionType, leg.Request.Quantity,
        leg.Order is null ? "not_placed" : OrderResults.StatusName(leg.Order.Status), leg.Order is null ? null : OrderBody.From(leg.Order));
}
