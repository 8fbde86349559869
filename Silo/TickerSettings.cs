using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using Grains.Accounts;
using Grains.Chains;
using Grains.Secrets;
using Grains.Storage;
using Kite;
using Microsoft.Extensions.Configuration;

namespace Silo;

/// <summary>The settings of a service (section <c>Ticker</c>), read once at start; whatever is wrong is said in one sentence.</summary>
public sealed class TickerSettings
{
    /// <summary>Where state is kept. Default: <c>data</c> under the content root; the variable <c>TICKER_DATA</c> wins.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where state is kept instead when <c>ConnectionStrings:Ticker</c> is set; the data folder then holds what the bundled simulator keeps.</summary>
    public PostgresServer? Postgres { get; init; }

    /// <summary>Configured accounts; empty means the bundled simulator.</summary>
    public IReadOnlyList<AccountOptions> Accounts { get; init; } = [];

    public BundledSimulatorSettings Simulator { get; init; } = new();

    public PricingOptions Pricing { get; init; } = new();

    /// <summary><c>Ticker:Modes:Simulate</c>: when a simulator stands in for the accounts of a real broker. Default: never.</summary>
    public string Simulate { get; init; } = "never";

    /// <summary>Whether a simulator is needed that is not among the accounts.</summary>
    public bool NeedsSimulator => Accounts.Count == 0 || (Simulate != "never" && Accounts.All(a => a.Broker != "simulator"));

    /// <summary>Where the master key is.</summary>
    public KeyOptions Keys { get; init; } = new();

    /// <summary>Whether every broker is a simulator: only then may orders be taken without a key.</summary>
    public bool IsSimulated => Accounts.All(a => a.Broker == "simulator");

    /// <param name="needsSecrets">False for a process that calls no broker: of accounts it has the ids.</param>
    /// <exception cref="StartupException">A setting is missing or outside its range.</exception>
    public static TickerSettings Read(IConfiguration configuration, string contentRoot, bool needsSecrets = true)
    {
        var section = configuration.GetSection("Ticker");
        try
        {
            var pricing = section.GetSection("Pricing").Get<PricingOptions>() ?? new();
            if (pricing.Problem() is { } problem)
                throw new StartupException(problem);
            var simulator = section.GetSection("Simulator").Get<BundledSimulatorSettings>() ?? new();
            if (simulator.Problem() is { } simulatorProblem)
                throw new StartupException(simulatorProblem);
            var database = section.GetSection("Database").Get<TickerDatabaseOptions>() ?? new();
            if (DatabaseProblem(database) is { } databaseProblem)
                throw new StartupException(databaseProblem);
            var keys = section.GetSection("Keys").Get<KeyOptions>() ?? new();
            if (keys.Problem() is { } keysProblem)
                throw new StartupException(keysProblem);
            if (keys.File is { Length: > 0 } keyFile)
                keys.File = Path.GetFullPath(keyFile, contentRoot);
            if (keys.ServiceTokenFile is { Length: > 0 } tokenFile)
                keys.ServiceTokenFile = Path.GetFullPath(tokenFile, contentRoot);
            return new()
            {
                Keys = keys,
                DataFolder = Path.GetFullPath(configuration["TICKER_DATA"] ?? section["Data"] ?? "data", contentRoot),
                Accounts = [.. section.GetSection("Accounts").GetChildren().Select(a => ReadAccount(a, needsSecrets))],
                Postgres = configuration.GetConnectionString("Ticker") is { Length: > 0 } address ? new(address, database) : null,
                Simulator = simulator,
                Simulate = section["Modes:Simulate"] ?? "never",
                Pricing = pricing,
            };
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            throw new StartupException($"A setting under Ticker cannot be read: {(e.InnerException ?? e).Message} {e.Message}".ReplaceLineEndings(" "), e);
        }
    }

    /// <summary>The database that these settings choose, for programs that need no host; a PostgreSQL server is made ready first.</summary>
    /// <exception cref="DatabaseException">It cannot be used; the message says what to do.</exception>
    public async Task<TickerDatabase> OpenDatabase(TimeProvider time)
    {
        if (Postgres is null)
            return await TickerDatabase.Open(Path.Combine(DataFolder, "ticker.db"), time);
        await Postgres.Prepare(time);
        return new PostgresDatabase(Postgres, new());
    }

    static string? DatabaseProblem(TickerDatabaseOptions options)
    {
        var failures = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new(options), failures, validateAllProperties: true) ? null : string.Join(' ', failures.Select(f => f.ErrorMessage));
    }

    static AccountOptions ReadAccount(IConfigurationSection section, bool needsSecrets)
    {
        var name = $"Ticker:Accounts:{section.Key}";
        var account = new AccountOptions
        {
            Id = Required(section, "Id"),
            Broker = section["Broker"] ?? "kite",
            ApiKey = needsSecrets ? Required(section, "ApiKey") : "",
            ApiSecret = needsSecrets ? Required(section, "ApiSecret") : "",
            UserId = section["UserId"],
            LocalAddress = section["LocalAddress"] is { Length: > 0 } local ? local : null,
        };
        if (account.LocalAddress is { } address && !IPAddress.TryParse(address, out _))
            throw new StartupException($"{name}:LocalAddress is {address}; it must be an IP address of this machine.");
        if (account.Broker is not ("kite" or "simulator"))
            throw new StartupException($"{name}:Broker is {account.Broker}; it must be kite or simulator.");
        if (account.Id.Length > 32 || account.Id.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
            throw new StartupException($"{name}:Id is {account.Id}; it must be 1 to 32 letters, digits, - or _.");
        var zerodha = KiteAddresses.Zerodha;
        account.Addresses = new(Address(section, "Rest", zerodha.Rest), Address(section, "Login", zerodha.Login), Address(section, "Ticker", zerodha.Ticker));
        if (needsSecrets && account.Broker == "simulator" && account.Addresses == zerodha)
            throw new StartupException($"{name} is a simulator without addresses: set {name}:Rest, {name}:Login and {name}:Ticker to what the simulator printed.");
        return account;
    }

    static string Required(IConfigurationSection section, string key) =>
        section[key] is { Length: > 0 } value ? value : throw new StartupException($"{section.Path}:{key} is missing; set it.");

    static Uri Address(IConfigurationSection section, string key, Uri fallback) =>
        section[key] is not { Length: > 0 } value ? fallback
        : Uri.TryCreate(value, UriKind.Absolute, out var uri) ? uri
        : throw new StartupException($"{section.Path}:{key} is {value}; it must be an absolute address.");
}

/// <summary>Settings <c>Ticker:Simulator</c> of the simulator that runs in this process when no account is configured.</summary>
public sealed class BundledSimulatorSettings
{
    /// <summary>The same seed gives the same market. Default: 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Where its clock starts, with offset. Default: four days before the nearest expiry, at mid-session.</summary>
    public DateTimeOffset? Start { get; set; }

    /// <summary>Simulated seconds a second. Default: 1. Allowed: 0.01 to 1000.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>Scale of the tick rate; 1 is believable. Default: 1. Allowed: 0 to 100.</summary>
    public double Rate { get; set; } = 1;

    /// <summary>Why these settings cannot be used, or null.</summary>
    public string? Problem() =>
        Speed is not (>= 0.01 and <= 1000) ? string.Create(CultureInfo.InvariantCulture, $"Ticker:Simulator:Speed is {Speed}; it must be between 0.01 and 1000.")
        : Rate is not (>= 0 and <= 100) ? string.Create(CultureInfo.InvariantCulture, $"Ticker:Simulator:Rate is {Rate}; it must be between 0 and 100.")
        : null;
}
