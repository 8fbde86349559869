using System.Text.Json;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Secrets;
using Kite;

namespace Grains.Accounts;

/// <summary>Whether accounts of a real broker may be used: not while requests without a key are let in.</summary>
public sealed record AccountPolicy(bool AllowsLive);

/// <summary>The accounts cannot be used as they are; the message is one sentence for the operator.</summary>
public sealed class AccountSetupException(string message) : Exception(message);

/// <summary>Brings this silo's <see cref="AccountRegistry"/> up to what the directory stores. Secrets are opened here and travel sealed.</summary>
sealed class AccountCatalog(AccountRegistry registry, SecretVault vault, IGrainFactory grains, AccountPolicy policy) : IDisposable
{
    readonly SemaphoreSlim turn = new(1);
    long version = -1;

    /// <summary>What a record's credentials are sealed for.</summary>
    public static string Purpose(string account) => $"account:{account}:credentials";

    /// <summary>Whether an account waits for its master key.</summary>
    public bool NeedsKey => registry.All.Any(a => a.KeyProblem is not null);

    /// <summary>Reads the directory and replaces the accounts if something changed.</summary>
    /// <param name="again">Open the secrets although nothing changed: a key may have come back.</param>
    public async Task Refresh(bool again, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var records = await grains.GetGrain<IAccountDirectoryGrain>(GrainKeys.Accounts).Read();
            if (records.Version == version && !again)
                return;
            var stored = records.Accounts.ToDictionary(r => r.Id, StringComparer.Ordinal);
            var accounts = new List<AccountOptions>();
            foreach (var configured in registry.Configured)
                accounts.Add(await Merge(configured, stored.GetValueOrDefault(configured.Id), records.Disabled.Contains(configured.Id), cancellationToken));
            foreach (var record in records.Accounts.Where(r => registry.Configured.All(c => c.Id != r.Id)))
                accounts.Add(await Merge(null, record, records.Disabled.Contains(record.Id), cancellationToken));
            if (!policy.AllowsLive && accounts.FirstOrDefault(a => a.Broker != "simulator") is { } live)
            {
                throw new AccountSetupException(
                    $"Account {live.Id} is a real broker's, and without an API key everybody on this machine could trade with it: make a key with `dotnet run --project Gateway -- keys create NAME`.");
            }

            registry.Replace(accounts, records.Primary);
            version = records.Version;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    async Task<AccountOptions> Merge(AccountOptions? configured, AccountRecord? record, bool disabled, CancellationToken cancellationToken)
    {
        var (key, secret, problem) = (configured?.ApiKey ?? "", configured?.ApiSecret ?? "", (string?)null);
        if (record is not null)
        {
            try
            {
                var credentials = JsonSerializer.Deserialize<string[]>(await vault.Open(Purpose(record.Id), record.Credentials, cancellationToken))!;
                (key, secret) = (credentials[0], credentials[1]);
            }
            catch (KeyUnavailableException e)
            {
                // Never the configured ones instead: whoever rotated them had a reason.
                (key, secret, problem) = ("", "", e.Message);
            }
        }

        var known = registry.Find(configured?.Id ?? record!.Id);
        var next = new AccountOptions
        {
            Id = configured?.Id ?? record!.Id,
            Broker = configured?.Broker ?? record!.Broker,
            UserId = configured?.UserId ?? record?.UserId,
            LocalAddress = configured?.LocalAddress ?? record?.LocalAddress,
            Addresses = configured?.Addresses ?? Addresses(record!),
            ApiKey = key,
            ApiSecret = secret,
            IsDisabled = disabled,
            KeyProblem = problem,
            IsStored = record is not null,
        };
        // The same instance while nothing changed: clients and sockets are made for an instance.
        return known is not null && Same(known, next) ? known : next;
    }

    static bool Same(AccountOptions a, AccountOptions b) =>
        (a.Broker, a.UserId, a.LocalAddress, a.Addresses, a.ApiKey, a.ApiSecret, a.IsDisabled, a.KeyProblem, a.IsStored)
        == (b.Broker, b.UserId, b.LocalAddress, b.Addresses, b.ApiKey, b.ApiSecret, b.IsDisabled, b.KeyProblem, b.IsStored);

    static KiteAddresses Addresses(AccountRecord record)
    {
        var zerodha = KiteAddresses.Zerodha;
        return new(Or(record.Rest, zerodha.Rest), Or(record.Login, zerodha.Login), Or(record.Ticker, zerodha.Ticker));
    }

    static Uri Or(string? address, Uri fallback) => address is null ? fallback : new Uri(address);
}
