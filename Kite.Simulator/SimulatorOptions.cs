using Kite.Simulator.Market;

namespace Kite.Simulator;

/// <summary>How a simulator is started.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Where it listens; port 0 takes a free one. Default: a free port on the loopback address.</summary>
    public string[] Urls { get; init; } = ["http://127.0.0.1:0"];

    /// <summary>The same seed and the same clock steps give the same packets. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where clock, prices, orders, trades and sessions survive a restart; null keeps them in memory only. Default: null.</summary>
    public string? DataFolder { get; init; }

    /// <summary>
    /// First instant of the simulated clock; outside a session it moves to the next opening. A folder that holds a state goes on from there
    /// instead. Default: Friday 2025-11-21 12:22:30 IST.
    /// </summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Simulated seconds per second, 0 to 3,600; 0 stands still until the clock is advanced. Default: 1.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Scale of the tick rate, 0 to 100; at 1 an active strike ticks once or twice a second. Default: 1.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>Broker accounts, each with its own key, 1 to 100. Default: 1.</summary>
    public int Accounts { get; init; } = 1;

    /// <summary>Where the login page redirects. Default: <c>http://127.0.0.1:5000/callback/kite</c>.</summary>
    public Uri RedirectUrl { get; init; } = new("http://127.0.0.1:5000/callback/kite");

    /// <summary>The broker's request limits; null switches them off.</summary>
    public SimulatorLimits? Limits { get; init; } = new();

    /// <summary>Opening cash of each account in rupees. Default: 10,000,000.</summary>
    public decimal Funds { get; init; } = 10_000_000;

    /// <summary>
    /// How many option contracts are listed, 200 to 36,000, with their six indices, futures and three shares. Default: null, the 904 instruments of
    /// NIFTY and BANKNIFTY.
    /// </summary>
    public int? OptionContracts { get; init; }

    /// <summary>Packets a second over all instruments, 1 to 2,000,000; null lets the market tick at its own pace. Default: null.</summary>
    public int? TicksPerSecond { get; init; }

    /// <summary>Where what became of orders is posted; null posts nothing. Default: null.</summary>
    public Uri? PostbackUrl { get; init; }

    /// <summary>The only addresses that may place, change and cancel orders; empty allows all. Default: empty.</summary>
    public string[] OrderAddresses { get; init; } = [];

    /// <summary>Whether shares must be authorised at the depository before they are sold. Default: false.</summary>
    public bool SalesNeedAuthorisation { get; init; }

    /// <summary>
    /// Whether the quantity of every packet's best ask is the time at which the packet was made: milliseconds of Unix time modulo 2^30, so that whoever
    /// receives it on this machine knows how long it took. Default: false.
    /// </summary>
    public bool Stamps { get; init; }

    /// <summary>The sentence that says what is wrong, or null.</summary>
    public string? Problem() =>
        Urls.Length == 0 ? "Urls is empty; give at least one address such as http://127.0.0.1:0."
        : !double.IsFinite(Speed) || Speed is < 0 or > 3600 ? "Speed must be between 0 and 3600."
        : !double.IsFinite(Rate) || Rate is < 0 or > 100 ? "Rate must be between 0 and 100."
        : Accounts is < 1 or > 100 ? "Accounts must be between 1 and 100."
        : OptionContracts is < LargeWorld.Least or > LargeWorld.Most ? $"OptionContracts must be between {LargeWorld.Least} and {LargeWorld.Most}."
        : TicksPerSecond is < 1 or > 2_000_000 ? "TicksPerSecond must be between 1 and 2000000."
        : PostbackUrl is { } p && (!p.IsAbsoluteUri || p.Scheme is not ("http" or "https")) ? "PostbackUrl must be an absolute http or https address."
        : Funds < 0 ? "Funds must not be negative."
        : Start is { Year: < 2025 or > 2026 } ? "Start must be in 2025 or 2026, the years of the calendar that comes with the simulator."
        : !RedirectUrl.IsAbsoluteUri || RedirectUrl.Scheme is not ("http" or "https") ? "RedirectUrl must be an absolute http or https address."
        : null;
}

/// <summary>Requests per calendar second of the host's clock, and the longer windows of order placement.</summary>
public sealed record SimulatorLimits
{
    /// <summary>Default: 1.</summary>
    public int QuotesPerSecond { get; init; } = 1;

    /// <summary>Default: 3.</summary>
    public int HistoricalPerSecond { get; init; } = 3;

    /// <summary>Placements, changes and cancels of one account. Default: 10.</summary>
    public int OrdersPerSecond { get; init; } = 10;

    /// <summary>Placements. Default: 400.</summary>
    public int OrdersPerMinute { get; init; } = 400;

    /// <summary>Placements. Default: 5,000.</summary>
    public int OrdersPerDay { get; init; } = 5000;

    /// <summary>Everything else. Default: 10.</summary>
    public int OthersPerSecond { get; init; } = 10;
}
