using Kite;

namespace Grains.Accounts;

/// <summary>One broker account as configured. Never logged: see <see cref="ToString"/>.</summary>
public sealed class AccountOptions
{
    /// <summary>Letters, digits, <c>-</c> and <c>_</c>. Default: <c>sim</c>.</summary>
    public string Id { get; set; } = "sim";

    /// <summary><c>simulator</c> or <c>kite</c>. Default: <c>simulator</c>.</summary>
    public string Broker { get; set; } = "simulator";

    /// <summary>The user id that a log-in must return; null accepts any. Default: null.</summary>
    public string? UserId { get; set; }

    /// <summary>Kite's api_key of the app.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Kite's api_secret of the app.</summary>
    public string ApiSecret { get; set; } = "";

    /// <summary>Where the broker is. Default: Zerodha's addresses.</summary>
    public KiteAddresses Addresses { get; set; } = KiteAddresses.Zerodha;

    /// <summary><c>simulated</c> for the simulator, else <c>live</c>.</summary>
    public string Mode => Broker == "simulator" ? "simulated" : "live";

    /// <summary>Never the key or the secret.</summary>
    public override string ToString() => $"account {Id} at {Broker}";
}

/// <summary>The configured accounts; the first one is the primary.</summary>
public sealed class AccountRegistry(IEnumerable<AccountOptions> accounts)
{
    readonly Dictionary<string, AccountOptions> byId = accounts.ToDictionary(a => a.Id, StringComparer.Ordinal);

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyCollection<AccountOptions> All => byId.Values;

    public AccountOptions Primary => byId.Values.First();

    public AccountOptions? Find(string id) => byId.GetValueOrDefault(id);
}
