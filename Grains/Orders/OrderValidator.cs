using Grains.Accounts;
using Grains.Instruments;
using Grains.Interfaces.Orders;
using Grains.Sessions;
using Kite.Instruments;
using Microsoft.Extensions.Options;

namespace Grains.Orders;

/// <summary>What a check found. <see cref="Unavailable"/>: the check itself could not be made yet. <see cref="NotFound"/>: there is no such instrument. <see cref="OtherMarket"/>: the account is a real broker's, and the market simulated.</summary>
readonly record struct OrderCheck(OrderProblem? Problem, AccountOptions? Account, bool Unavailable = false, bool NotFound = false, bool OtherMarket = false)
{
    /// <summary>The most units of one broker order.</summary>
    public int Largest { get; init; }
}

/// <summary>Checks a request before anything is stored or sent.</summary>
sealed class OrderValidator(
    InstrumentDirectory directory, OrderRouter router, OrderLimits limits, CircuitLimitBook circuit, FreezeQuantities freeze, MarketClock market,
    AccountRegistry accounts, IOptions<OrderOptions> options)
{
    const int Suggestions = 3;

    static readonly OrderProblem Loading = OrderRules.Problem(
        "instruments_loading", "tradingsymbol", "The list of instruments is not loaded yet: try again in a few seconds.");

    /// <summary>For as long as a simulated market has told no time, no rule about days can be checked.</summary>
    public static readonly OrderProblem DateUnknown = OrderRules.Problem(
        "market_clock_unknown", null, "No packet has told the market's time yet: try again in a few seconds.");

    public async ValueTask<OrderCheck> Check(string owner, string key, OrderRequest request)
    {
        if (owner.Length == 0)
            return Broken("owner", "owner", "The order has no owner: present an API key.");
        if (!OrderIdentity.IsKey(key))
            return Broken("invalid_idempotency_key", "idempotency_key", "The idempotency key must be 1 to 64 letters, digits, '.', '_' or '-'.");
        if (OrderRules.Shape(request) is { } shape)
            return new OrderCheck(shape, null);
        var (account, unroutable) = await router.Route(request);
        return account is null ? new OrderCheck(unroutable, null) : await Check(owner, account, request);
    }

    /// <summary>A request of a good shape against its instrument and the limits of its account and owner.</summary>
    public async ValueTask<OrderCheck> Check(string owner, AccountOptions account, OrderRequest request)
    {
        if (OtherMarket(account) is { } other)
            return new OrderCheck(other, account, OtherMarket: true);
        if (directory.Current is not { } master)
            return new OrderCheck(Loading, account, Unavailable: true);
        if (market.Today is not { } today)
            return new OrderCheck(DateUnknown, account, Unavailable: true);
        if (!master.TryGet(new InstrumentKey(request.Exchange, request.Tradingsymbol), out var instrument))
            return new OrderCheck(Unknown(request, master), account, NotFound: true);
        if (OrderRules.Instrument(request, instrument, today, freeze) is { } rule)
            return new OrderCheck(rule, account);
        var largest = request.Variety == "iceberg" ? request.Quantity : OrderRules.Largest(instrument, today, freeze);
        if (request.Quantity > (long)largest * options.Value.MaxSlices)
        {
            return new OrderCheck(OrderRules.Problem(
                "too_many_slices", "quantity",
                $"quantity {request.Quantity} needs more than {options.Value.MaxSlices} slices of {largest}: send several orders."), account);
        }
        if (await limits.Check(owner, account.Id, request) is { } limit)
            return new OrderCheck(limit, account);
        if ((request.Price ?? request.TriggerPrice) is not null && await circuit.Get(instrument.Key.ToString()) is { } band && OrderRules.Circuit(request, band) is { } outside)
            return new OrderCheck(outside, account);
        return new OrderCheck(null, account) { Largest = largest };
    }

    /// <summary>Why nothing may be sent to this account: prices are simulated, and it would be a real order. Cancels go through.</summary>
    public OrderProblem? OtherMarket(AccountOptions account) => account.Mode == "live" && accounts.Mode == "simulated"
        ? OrderRules.Problem("simulated_mode", "account", $"The market is simulated now, and account {account.Id} is a real broker's: order when the market is live, or name a simulator's account.")
        : null;

    /// <summary>Whether the order's instrument can still be traded today; null while the list of instruments has not been read.</summary>
    public bool? IsLive(OrderRequest request) => directory.Current is not { } master
        ? null
        : master.TryGet(new InstrumentKey(request.Exchange, request.Tradingsymbol), out var instrument) && (instrument.Expiry is not { } expiry || !(expiry < market.Today));

    static OrderProblem Unknown(OrderRequest request, InstrumentMaster master)
    {
        var name = $"{request.Exchange}:{request.Tradingsymbol}";
        var nearest = master.NearestNames(name, Suggestions);
        var hint = nearest.Count > 0 ? $"perhaps one of {string.Join(", ", nearest)}" : "GET /api/v1/instruments?search= finds its name";
        return new OrderProblem("unknown_instrument", "tradingsymbol", $"There is no instrument {name} today: {hint}.", [.. nearest]);
    }

    static OrderCheck Broken(string code, string field, string message) => new(OrderRules.Problem(code, field, message), null);
}
