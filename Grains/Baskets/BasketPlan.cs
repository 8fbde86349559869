using System.Collections.Immutable;
using Grains.Interfaces.Baskets;
using Grains.Interfaces.Orders;
using Grains.Storage;

namespace Grains.Baskets;

/// <summary>What to do with a basket now: legs to place, legs to cancel, the phase that comes first.</summary>
readonly record struct BasketStep(BasketPhase Phase, string? Message, ImmutableArray<int> Place, ImmutableArray<int> Cancel)
{
    public bool IsIdle => Place.IsEmpty && Cancel.IsEmpty;
}

/// <summary>
/// The next step of a basket, as a function of what is stored of it and of its legs' orders: after a crash it comes to the same step again, and a leg's own key keeps a leg that was
/// sent from being sent twice.
/// </summary>
/// <param name="Now">When the step is decided.</param>
readonly record struct BasketPlan(BasketRecord Basket, IReadOnlyList<OrderView?> Legs, DateTimeOffset Now)
{
    static readonly ImmutableArray<int> None = [];

    public BasketStep Next() => Basket.Phase switch
    {
        BasketPhase.Placing or BasketPhase.Working when Basket.Request.Kind == BasketKind.Bracket => Bracket(),
        BasketPhase.Placing or BasketPhase.Working => Together(),
        BasketPhase.RollingBack => Close(BasketPhase.RollingBack, BasketPhase.RolledBack),
        BasketPhase.Finishing => Close(BasketPhase.Finishing, BasketPhase.Complete),
        BasketPhase.Cancelling => Close(BasketPhase.Cancelling, BasketPhase.Cancelled),
        var done => new(done, Basket.Message, None, None),
    };

    /// <summary>What a leg asks of the broker; the exits of a bracket are for what its entry filled.</summary>
    public OrderRequest Request(int leg) =>
        Basket.Request.Kind == BasketKind.Bracket && leg > 0 && Legs[0] is { FilledQuantity: > 0 } entry
            ? Basket.Request.Legs[leg] with { Quantity = entry.FilledQuantity }
            : Basket.Request.Legs[leg];

    static bool IsUnsent(OrderView? leg) => leg is null or { Status: OrderStatus.Received or OrderStatus.IntentRecorded };

    static bool IsRefused(OrderView? leg) => leg is { Status: OrderStatus.Rejected or OrderStatus.DeadLettered };

    static bool IsFinal(OrderView? leg) => leg is not null && OrderStatusText.IsFinal(leg.Status);

    static bool EndedShort(OrderView? leg) => leg is { Status: OrderStatus.Cancelled or OrderStatus.Expired };

    BasketStep Together()
    {
        var legs = Legs;
        var all = Enumerable.Range(0, legs.Count).ToList();
        if (all.FindIndex(i => IsRefused(legs[i])) is var refused and >= 0)
            return RollBack($"Leg {refused} was refused: {legs[refused]!.Message}");
        if (Basket.Request.Kind == BasketKind.Oco)
        {
            if (all.FindIndex(i => legs[i] is { FilledQuantity: > 0 } or { Status: OrderStatus.Complete }) is var filled and >= 0)
                return To(BasketPhase.Finishing, $"Leg {filled} filled, and the other is cancelled.");
            if (all.FindIndex(i => EndedShort(legs[i])) is var ended and >= 0)
                return To(BasketPhase.Finishing, $"Leg {ended} ended unfilled, and the other is cancelled with it.");
        }

        var unsent = Order().Where(i => IsUnsent(legs[i])).ToList();
        if (unsent.Count == 0)
            return legs.All(IsFinal) ? To(BasketPhase.Complete, Basket.Message) : To(BasketPhase.Working, Basket.Message);
        if (all.FindIndex(i => EndedShort(legs[i])) is var lost and >= 0)
            return RollBack($"Leg {lost} ended before every leg was placed: {legs[lost]!.Message}");
        if (Now > Basket.PlaceBy)
            return RollBack($"Leg {unsent[0]} could not be placed in time.");
        return To(BasketPhase.Placing, Basket.Message) with { Place = Basket.Request.Sequential ? Following(unsent[0]) : [.. unsent] };
    }

    /// <summary>The order in which legs are placed.</summary>
    IEnumerable<int> Order()
    {
        var request = Basket.Request;
        var all = Enumerable.Range(0, request.Legs.Length);
        return request.HedgeFirst ? all.OrderBy(i => request.Legs[i].TransactionType == "BUY" ? 0 : 1) : all;
    }

    /// <summary>The next leg, if those before it have got where they must be.</summary>
    ImmutableArray<int> Following(int next)
    {
        var (legs, request) = (Legs, Basket.Request);
        foreach (var before in Order().TakeWhile(i => i != next))
        {
            if (legs[before] is { Status: OrderStatus.Submitting or OrderStatus.Unknown })
                return None;
            if (request.HedgeFirst && request.Legs[next].TransactionType == "SELL" && request.Legs[before].TransactionType == "BUY" && legs[before] is not { Status: OrderStatus.Complete })
                return None;
        }

        return [next];
    }

    BasketStep Bracket()
    {
        var (entry, target, stop) = (Legs[0], Legs[1], Legs[2]);
        if (IsUnsent(entry))
            return Now > Basket.PlaceBy ? RollBack("The entry could not be placed in time.") : To(BasketPhase.Placing, Basket.Message) with { Place = [0] };
        if (IsRefused(entry))
            return RollBack($"The entry was refused: {entry!.Message}");
        if (!IsFinal(entry))
            return To(BasketPhase.Working, Basket.Message);
        if (entry!.FilledQuantity == 0)
            return To(BasketPhase.Finishing, "The entry ended unfilled.");
        // A position is open from here on: an exit that is refused takes nothing else back.
        if (new[] { target, stop }.FirstOrDefault(exit => exit is { FilledQuantity: > 0 } or { Status: OrderStatus.Complete }) is not null)
            return To(BasketPhase.Finishing, "An exit filled, and the other is cancelled.");
        ImmutableArray<int> exits = [.. Enumerable.Range(1, 2).Where(Unsent)];
        var message = IsRefused(target) || IsRefused(stop) || EndedShort(target) || EndedShort(stop)
            ? $"The position of {entry.FilledQuantity} has lost an exit ({(IsFinal(target) ? target!.Message : stop!.Message)}): place one, or close it."
            : Basket.Message;
        if (exits.IsEmpty && IsFinal(target) && IsFinal(stop))
            return To(BasketPhase.Complete, message);
        return To(BasketPhase.Working, message) with { Place = exits };
    }

    bool Unsent(int leg) => IsUnsent(Legs[leg]);

    static BasketStep RollBack(string why) => To(BasketPhase.RollingBack, why);

    BasketStep Close(BasketPhase closing, BasketPhase closed)
    {
        var legs = Legs;
        var open = Enumerable.Range(0, legs.Count).Where(i => legs[i] is { } leg && !OrderStatusText.IsFinal(leg.Status)).ToList();
        if (open.Count > 0)
            return To(closing, Basket.Message) with { Cancel = [.. open.Where(i => legs[i]!.Status is not (OrderStatus.Submitting or OrderStatus.Unknown or OrderStatus.CancelPending))] };
        if (closed == BasketPhase.Complete)
            return To(closed, Basket.Message);
        var filled = Enumerable.Range(0, legs.Count).Where(i => legs[i] is { FilledQuantity: > 0 }).Select(i => $"{legs[i]!.FilledQuantity} of leg {i}").ToList();
        return To(closed, filled.Count == 0 ? Basket.Message : $"{Basket.Message} Filled before that, and still held: {string.Join(", ", filled)}.".TrimStart());
    }

    static BasketStep To(BasketPhase phase, string? message) => new(phase, message, None, None);
}
