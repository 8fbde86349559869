using System.Globalization;

namespace Grains.Interfaces;

/// <summary>
/// The keys of every grain, in one place. All are prefixed, so that no key is all digits or a GUID and no two grain kinds share a storage row.
/// </summary>
public static class GrainKeys
{
    /// <summary>The one subscription grain.</summary>
    public const string Subscriptions = "subscriptions";

    /// <summary>The one reader of the instrument master.</summary>
    public const string Catalog = "catalog";

    /// <summary>The one list of accounts.</summary>
    public const string Accounts = "accounts";

    /// <summary>The one order index.</summary>
    public const string OrderIndex = "orders";

    /// <summary>The one kill switch grain.</summary>
    public const string KillSwitch = "kill-switch";

    /// <summary><c>portfolio:{account}</c>.</summary>
    public static string Portfolio(string account) => "portfolio:" + account;

    /// <summary><c>instrument:NFO:NIFTY25NOV25000CE</c>; <paramref name="instrument"/> is <c>exchange:tradingsymbol</c>.</summary>
    public static string Instrument(string instrument) => "instrument:" + instrument;

    /// <summary><c>bars:NSE:NIFTY 50</c>; <paramref name="instrument"/> is <c>exchange:tradingsymbol</c>.</summary>
    public static string Bars(string instrument) => "bars:" + instrument;

    /// <summary><c>chain:NFO:NIFTY:2025-11-25</c>.</summary>
    public static string Chain(string exchange, string underlying, DateOnly expiry) =>
        string.Create(CultureInfo.InvariantCulture, $"chain:{exchange}:{underlying}:{expiry:yyyy-MM-dd}");

    /// <summary><c>underlying:NFO:NIFTY</c>.</summary>
    public static string Underlying(string exchange, string underlying) => $"underlying:{exchange}:{underlying}";

    /// <summary><c>feed:{account}:{slot}</c>; a slot is one of an account's three ticker sockets.</summary>
    public static string Feed(string account, int slot) => string.Create(CultureInfo.InvariantCulture, $"feed:{account}:{slot}");

    /// <summary><c>session:{exchange}</c>, <c>session:NFO</c>.</summary>
    public static string Session(string exchange) => "session:" + exchange;

    /// <summary><c>account:{id}</c>.</summary>
    public static string Account(string account) => "account:" + account;

    /// <summary>The one list of webhooks.</summary>
    public const string Webhooks = "webhooks";

    /// <summary><c>webhook:{id}</c>.</summary>
    public static string Webhook(string id) => "webhook:" + id;

    /// <summary><c>order:{owner}:{idempotency key}</c>. An owner contains no colon; the idempotency key cannot.</summary>
    public static string Order(string owner, string idempotencyKey) => $"order:{owner}:{idempotencyKey}";

    /// <summary>The one basket index.</summary>
    public const string BasketIndex = "baskets";

    /// <summary><c>basket:{owner}:{idempotency key}</c>.</summary>
    public static string Basket(string owner, string idempotencyKey) => $"basket:{owner}:{idempotencyKey}";

    /// <summary>What follows the first colon: the key without its kind.</summary>
    public static string Body(string key) => key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
