using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Microsoft.Extensions.Options;

namespace Grains.Orders;

/// <summary>
/// Chooses the account of an order, before its intent is stored and never after. Only accounts of a pool that the operator declared are
/// chosen among; what reduces a position goes where the position is.
/// </summary>
sealed class OrderRouter(AccountRegistry accounts, DeskStore desk, IGrainFactory grains, IOptions<OrderOptions> options)
{
    public async ValueTask<(AccountOptions? Account, OrderProblem? Problem)> Route(OrderRequest request)
    {
        if (request.Account != "auto")
        {
            if (accounts.Find(request.Account) is not { } pinned)
                return (null, Unknown($"account is '{request.Account}': use one of {Names}."));
            return pinned.IsUsable
                ? await Elsewhere(pinned, request)
                : (null, OrderRules.Problem("account_unusable", "account", $"Account {pinned.Id} is switched off or waits for its master key: use one of {Names}."));
        }
        // A simulator that stands in off-hours is none of the accounts that "auto" could mean.
        var live = accounts.Enabled.Where(a => a.Mode == "live").Take(2).ToArray();
        if (request.Pool is null && live is [var real])
            return (real, null);
        if (request.Pool is null && live.Length == 0 && accounts.Enabled.Take(2).ToArray() is [var only])
            return (only, null);
        if (request.Pool is null)
            return (null, Unknown($"account is 'auto' and there are several: use one of {Names}, or name a pool."));
        if (!options.Value.Pools.TryGetValue(request.Pool, out var names) || Members(names) is not { Count: > 0 } pool)
            return (null, OrderRules.Problem("unknown_pool", "pool", $"There is no pool '{request.Pool}': {Declared}."));
        return await InPool(pool, request);
    }

    string Names => string.Join(", ", accounts.Enabled.Select(account => account.Id));

    string Declared => options.Value.Pools.Count == 0 ? "none is declared, so name an account" : $"declared are {string.Join(", ", options.Value.Pools.Keys)}";

    async Task<(AccountOptions? Account, OrderProblem? Problem)> InPool(List<AccountOptions> pool, OrderRequest request)
    {
        var holders = await Holders(request);
        if (pool.Find(account => holders.Contains(account.Id)) is { } holder)
            return (holder, null);
        if (holders.Count > 0)
            return (null, Moved(holders));
        foreach (var account in pool)
        {
            var status = await grains.GetGrain<IAccountGrain>(GrainKeys.Account(account.Id)).GetStatus();
            if (status.State is TokenState.Valid or TokenState.Expiring && !status.Breakers.Any(b => b is { Class: RequestKind.Order, State: BreakerState.Open }))
                return (account, null);
        }
        // None is ready: the preferred one says why, or logs in.
        return (pool[0], null);
    }

    /// <summary>A pinned account is taken at its word, unless it shares a pool with the account that holds what the order would reduce.</summary>
    async Task<(AccountOptions? Account, OrderProblem? Problem)> Elsewhere(AccountOptions pinned, OrderRequest request)
    {
        var mates = options.Value.Pools.Values.Where(pool => pool.Contains(pinned.Id)).SelectMany(pool => pool).Where(id => id != pinned.Id).ToHashSet(StringComparer.Ordinal);
        if (mates.Count == 0)
            return (pinned, null);
        var holders = await Holders(request);
        return holders.Contains(pinned.Id) || !holders.Any(mates.Contains) ? (pinned, null) : (null, Moved([.. holders.Where(mates.Contains)]));
    }

    /// <summary>Accounts whose position the order would reduce.</summary>
    async Task<List<string>> Holders(OrderRequest request)
    {
        var held = await desk.Positions(null, $"{request.Exchange}:{request.Tradingsymbol}");
        return [.. held.Where(position => position.Product == request.Product && (request.TransactionType == "SELL" ? position.Quantity > 0 : position.Quantity < 0))
            .Select(position => position.Account)];
    }

    List<AccountOptions> Members(List<string> names) => [.. names.Select(accounts.Find).OfType<AccountOptions>().Where(account => account.IsUsable)];

    static OrderProblem Moved(List<string> holders) => OrderRules.Problem(
        "position_elsewhere", "account", $"The position that this order reduces is held by account {string.Join(", ", holders)}: send it there.");

    static OrderProblem Unknown(string message) => OrderRules.Problem("unknown_account", "account", message);
}
