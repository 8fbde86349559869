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

    /// <summary>The local IP address that requests leave through, for brokers that take orders from registered addresses only; null: the machine's choice. Default: null.</summary>
    public string? LocalAddress { get; set; }

    /// <summary>Switched off by an operator.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>The credentials are sealed and the master key for them is missing: why, in a sentence.</summary>
    public string? KeyProblem { get; init; }

    /// <summary>Its credentials came through the API and are stored, sealed.</summary>
    public bool IsStored { get; init; }

    /// <summary>Whether it may be called at all.</summary>
    public bool IsUsable => !IsDisabled && KeyProblem is null;

    /// <summary><c>simulated</c> for the simulator, else <c>live</c>.</summary>
    public string Mode => Broker == "simulator" ? "simulated" : "live";

    /// <summary>Never the key or the secret.</summary>
    public override string ToString() => $"account {Id} at {Broker}";
}
