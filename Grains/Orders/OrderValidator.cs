using Grains.Accounts;
using Grains.Instruments;
using Grains.Interfaces.Orders;
using Grains.Sessions;
using Kite.Instruments;

namespace Grains.Orders;

/// <summary>What a check found. <see cref="Unavailable"/>: the check itself could not be made yet. <see cref="NotFound"/>: there is no such instrument.</summary>
readonly record struct OrderCheck(OrderProblem? Problem, AccountOptions? Account, bool Unavailable = false, bool NotFound = false);

/// <summary>Checks a request before anything is stored or sent.</summary>
sealed class OrderValidator(
    InstrumentDirectory directory, AccountRegistry accounts, CircuitLimitBook circuit, FreezeQuantities freeze, MarketClock market)
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
        if (Account(request.Account) is not { } account)
            return Broken("unknown_account", "account", $"account is '{request.Account}': use one of {string.Join(", ", accounts.Enabled.Select(a => a.Id))}.");
        if (!account.IsUsable)
            return Broken("account_unusable", "account", $"Account {account.Id} is switched off or waits for its master key: use one of {string.Join(", ", accounts.Enabled.Select(a => a.Id))}.");
        if (directory.Current is not { } master)
            return new OrderCheck(Loading, account, Unavailable: true);
        if (market.Today is not { } today)
            return new OrderCheck(DateUnknown, account, Unavailable: true);
        if (!master.TryGet(new InstrumentKey(request.Exchange, request.Tradingsymbol), out var instrument))
            return new OrderCheck(Unknown(request, master), account, NotFound: true);
        if (OrderRules.Instrument(request, instrument, today, freeze) is { } rule)
            return new OrderCheck(rule, account);
        if (request.Price is not null && await circuit.Get(instrument.Key.ToString()) is { } limits)
            return new OrderCheck(OrderRules.Circuit(request, limits), account);
        return new OrderCheck(null, account);
    }

    /// <summary>Whether the order's instrument can still be traded today.</summary>
    public bool IsLive(OrderRequest request) =>
        directory.Current?.TryGet(new InstrumentKey(request.Exchange, request.Tradingsymbol), out var instrument) == true
        && (instrument.Expiry is not { } expiry || !(expiry < market.Today));

    AccountOptions? Account(string name) => name == "auto"
        ? accounts.Enabled.Take(2).ToArray() is [var only] ? only : null
        : accounts.Find(name);

    static OrderProblem Unknown(OrderRequest request, InstrumentMaster master)
    {
        var name = $"{request.Exchange}:{request.Tradingsymbol}";
        var nearest = master.NearestNames(name, Suggestions);
        var hint = nearest.Count > 0 ? $"perhaps one of {string.Join(", ", nearest)}" : "GET /api/v1/instruments?search= finds its name";
        return new OrderProblem("unknown_instrument", "tradingsymbol", $"There is no instrument {name} today: {hint}.", [.. nearest]);
    }

    static OrderCheck Broken(string code, string field, string message) => new(OrderRules.Problem(code, field, message), null);
}
