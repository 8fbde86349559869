using Grains.Accounts;
using Grains.Interfaces.Baskets;
using Grains.Interfaces.Orders;
using Grains.Orders;

namespace Grains.Baskets;

/// <summary>Checks a basket as a whole before anything is stored or sent: all of its legs pass, or nothing is.</summary>
sealed class BasketRules(OrderValidator validator)
{
    const int MostLegs = 20;

    /// <summary>What is wrong with the basket itself, apart from its legs.</summary>
    public static OrderProblem? Shape(BasketRequest request) => (request.Kind, request.Legs.Length) switch
    {
        (_, 0) => OrderRules.Problem("no_legs", "legs", "A basket needs legs: give 1 to 20 orders."),
        (_, > MostLegs) => OrderRules.Problem("too_many_legs", "legs", $"A basket has at most {MostLegs} legs, and this one has {request.Legs.Length}: send several baskets."),
        (BasketKind.Oco, not 2) => OrderRules.Problem("oco_legs", "legs", "OCO needs exactly two legs: both exits."),
        (BasketKind.Bracket, not 3) => OrderRules.Problem("bracket_legs", "legs", "A bracket needs exactly three legs: entry, target and stop."),
        (BasketKind.Oco or BasketKind.Bracket, _) when Exits(request) is { } exits => exits,
        _ when request is { HedgeFirst: true, Sequential: false } => OrderRules.Problem("hedge_first", "hedge_first", "hedge_first needs execution sequential: a sell waits for the buys."),
        _ => null,
    };

    /// <summary>The first broken rule of any leg, and the account that all legs go to.</summary>
    public async Task<OrderCheck> Check(string owner, string key, string id, BasketRequest request)
    {
        if (!OrderIdentity.IsKey(key))
            return new(OrderRules.Problem("invalid_idempotency_key", "idempotency_key", "The idempotency key must be 1 to 64 letters, digits, '.', '_' or '-'."), null);
        if (Shape(request) is { } shape)
            return new(shape, null);
        AccountOptions? account = null;
        for (var leg = 0; leg < request.Legs.Length; leg++)
        {
            if (request.Legs[leg].Account is not "auto" && request.Legs[leg].Account != request.Account)
                return new(OrderRules.Problem("several_accounts", $"legs[{leg}].account", "All legs of a basket use one account: name it once, beside the legs."), null);
            var check = await validator.Check(owner, BasketIdentity.LegKey(id, leg), OrderIdentity.Normalise(request.Legs[leg] with { Account = account?.Id ?? request.Account }));
            if (check.Problem is { } problem)
                return check with { Problem = problem with { Field = $"legs[{leg}]{(problem.Field is { } field ? "." + field : "")}", Message = $"Leg {leg}: {problem.Message}" } };
            account ??= check.Account;
        }

        return new(null, account);
    }

    static OrderProblem? Exits(BasketRequest request)
    {
        var (first, second) = (request.Legs[^2], request.Legs[^1]);
        if (Name(first) != Name(second) || first.TransactionType != second.TransactionType || first.Quantity != second.Quantity)
            return OrderRules.Problem("exits_differ", "legs", "The two exits must be for one instrument, on one side and for one quantity: whichever fills closes the same position.");
        if (request.Kind != BasketKind.Bracket)
            return null;
        var entry = request.Legs[0];
        return Name(entry) != Name(first) || entry.TransactionType == first.TransactionType || entry.Quantity != first.Quantity
            ? OrderRules.Problem("exits_differ", "legs", "The exits of a bracket close its entry: the same instrument and quantity, on the other side.")
            : null;
    }

    static string Name(OrderRequest leg) => $"{leg.Exchange}:{leg.Tradingsymbol}";
}
