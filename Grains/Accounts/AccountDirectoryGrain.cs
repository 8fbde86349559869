using System.Collections.Immutable;
using System.Text.Json;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Subscriptions;
using Grains.Secrets;
using Grains.Subscriptions;
using Microsoft.Extensions.Logging;

namespace Grains.Accounts;

/// <summary>Keeps what operators changed. A change is stored first, then this silo's registry follows, then the account, then the subscriptions.</summary>
[GrainType("accounts"), KeepAlive]
sealed partial class AccountDirectoryGrain(
    [PersistentState("accounts-v1", SubscriptionGrain.Storage)] IPersistentState<AccountsState> state,
    AccountRegistry registry, AccountCatalog catalog, AccountPolicy policy, SecretVault vault, IEnumerable<ISealedRecords> others,
    ILogger<AccountDirectoryGrain> logger)
    : Grain, IAccountDirectoryGrain
{
    const int MostAccounts = 100;

    public async Task<AccountChange> Add(NewAccount account)
    {
        if (AccountRules.Problem(account) is { } problem)
            return problem;
        if (registry.Find(account.Id) is not null || Stored(account.Id) is not null)
            return new("account_exists", $"There is an account {account.Id} already: choose another id, or rotate its credentials.", "id");
        if (state.State.Accounts.Count >= MostAccounts)
            return new("too_many_accounts", $"There are {MostAccounts} accounts already: remove one first.");
        if (account.Broker != "simulator" && !policy.AllowsLive)
            return new("keys_required", "Without an API key everybody on this machine could trade with a real account: make a key with `keys create NAME` and restart without the keyless mode.");
        return await Sealing(account.Id, account.ApiKey, account.ApiSecret, credentials => Change(account.Id, s => s.Accounts.Add(new()
        {
            Id = account.Id,
            Broker = account.Broker,
            UserId = account.UserId,
            Rest = account.Rest,
            Login = account.Login,
            Ticker = account.Ticker,
            LocalAddress = account.LocalAddress,
            Credentials = credentials,
        })));
    }

    public async Task<AccountChange> Rotate(string id, string apiKey, string apiSecret)
    {
        if (registry.Find(id) is not { } known)
            return Unknown(id);
        if (AccountRules.CredentialsProblem(apiKey, apiSecret) is { } problem)
            return problem;
        return await Sealing(id, apiKey, apiSecret, credentials => Change(id, s =>
        {
            var record = s.Accounts.Find(r => r.Id == id) ?? new() { Id = id, Broker = known.Broker, UserId = known.UserId, Credentials = "" };
            s.Accounts.RemoveAll(r => r.Id == id);
            s.Accounts.Add(record with { Credentials = credentials });
        }));
    }

    public async Task<AccountChange> SetEnabled(string id, bool enabled)
    {
        if (registry.Find(id) is null)
            return Unknown(id);
        if (!enabled && registry.Primary.Id == id && registry.All.Count > 1)
            return new("primary_account", $"Account {id} is the primary one: switch to another first with PUT /api/v1/accounts/{{id}}/switch.");
        return await Change(id, s =>
        {
            s.Disabled.Remove(id);
            if (!enabled)
                s.Disabled.Add(id);
        });
    }

    public async Task<AccountChange> Remove(string id)
    {
        if (registry.Find(id) is null)
            return Unknown(id);
        if (registry.Configured.Any(c => c.Id == id))
            return new("configured_account", $"Account {id} is in the settings: take it out there (Ticker:Accounts), or disable it.");
        if (registry.Primary.Id == id)
            return new("primary_account", $"Account {id} is the primary one: switch to another first with PUT /api/v1/accounts/{{id}}/switch.");
        return await Change(id, s =>
        {
            s.Accounts.RemoveAll(r => r.Id == id);
            s.Disabled.Remove(id);
        });
    }

    public async Task<AccountChange> SetPrimary(string id)
    {
        if (registry.Find(id) is not { } account)
            return Unknown(id);
        if (!account.IsUsable)
            return new("account_unusable", $"Account {id} is disabled or waits for its master key: enable it first.");
        if (account.Mode != registry.Primary.Mode)
            return new("mode_mismatch", $"Account {id} is {account.Mode} and the primary one is {registry.Primary.Mode}: their markets have different clocks and prices; start a service for each.");
        return await Change(id, s => s.Primary = id);
    }

    public async Task<RewrapReply> Rewrap()
    {
        var done = 0;
        var failures = new List<string>();
        var next = state.State.Copy();
        for (var i = 0; i < next.Accounts.Count; i++)
        {
            try
            {
                next.Accounts[i] = next.Accounts[i] with { Credentials = await vault.Rewrap(next.Accounts[i].Credentials) };
                done++;
            }
            catch (KeyUnavailableException e)
            {
                failures.Add($"{next.Accounts[i].Id}: {e.Message}");
            }
        }

        if (done > 0)
            await Write(next);
        foreach (var account in registry.All)
        {
            try
            {
                done += await Account(account.Id).Rewrap() ? 1 : 0;
            }
            catch (KeyUnavailableException e)
            {
                failures.Add($"{account.Id}: {e.Message}");
            }
        }

        foreach (var other in others)
        {
            var (count, problems) = await other.Rewrap(vault);
            done += count;
            failures.AddRange(problems);
        }

        return new(done, [.. failures]);
    }

    public Task<AccountRecords> Read() =>
        Task.FromResult(new AccountRecords(state.State.Version, state.State.Primary, [.. state.State.Disabled], [.. state.State.Accounts]));

    public Task<ImmutableArray<string>> Ids() => Task.FromResult<ImmutableArray<string>>([.. registry.All.Select(a => a.Id)]);

    async Task<AccountChange> Sealing(string id, string apiKey, string apiSecret, Func<string, Task<AccountChange>> store)
    {
        try
        {
            return await store(await vault.Seal(AccountCatalog.Purpose(id), JsonSerializer.Serialize(new[] { apiKey, apiSecret })));
        }
        catch (KeyUnavailableException e)
        {
            return new("needs_key", e.Message);
        }
    }

    async Task<AccountChange> Change(string id, Action<AccountsState> change)
    {
        var next = state.State.Copy();
        change(next);
        next.Version++;
        await Write(next);
        LogChanged(id, next.Version);
        await catalog.Refresh(false, CancellationToken.None);
        await Account(id).Reload();
        // Sockets of an account that came or went; without an instrument list there is nothing to move yet.
        await GrainFactory.GetGrain<ISubscriptionGrain>(GrainKeys.Subscriptions).Apply();
        return AccountChange.Done;
    }

    /// <summary>What could not be written is not remembered either: a failed request changes nothing.</summary>
    async Task Write(AccountsState next)
    {
        var before = state.State;
        state.State = next;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = before;
            throw;
        }
    }

    AccountRecord? Stored(string id) => state.State.Accounts.Find(r => r.Id == id);

    IAccountGrain Account(string id) => GrainFactory.GetGrain<IAccountGrain>(GrainKeys.Account(id));

    AccountChange Unknown(string id) =>
        new("unknown_account", $"There is no account {id}; there are {string.Join(", ", registry.All.Select(a => a.Id))}.", "id");

    [LoggerMessage(4132, LogLevel.Information, "Account {Account} was changed by an operator; the list of accounts is at version {Version}")]
    partial void LogChanged(string account, long version);
}
