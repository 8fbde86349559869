using Grains.Storage;
using Gateway.Security;
using Silo;

namespace Gateway.Hosting;

/// <summary>
/// <c>keys create NAME [--scopes read,trade,admin] [--accounts a,b]</c>, <c>keys list</c>, <c>keys revoke ID</c>; run while the service is stopped or running.
/// <c>keys master …</c>: <see cref="MasterKeyCommands"/>.
/// </summary>
static class KeyCommands
{
    public const string Usage = "Usage: keys create NAME [--scopes read,trade,admin] [--accounts a,b] | keys list | keys revoke ID | " + MasterKeyCommands.Usage;

    public static async Task<int> Run(string[] args, TickerSettings settings, TextWriter output)
    {
        if (args is ["master", .. var master])
            return await MasterKeyCommands.Run(master, settings, output);
        Directory.CreateDirectory(settings.DataFolder);
        await using var database = await settings.OpenDatabase(TimeProvider.System);
        var keys = new ApiKeyStore(database, TimeProvider.System);
        switch (args)
        {
            case ["create", var name, .. var rest]:
                var created = await Create(keys, name, ReadScopes(rest), ReadAccounts(rest));
                await output.WriteLineAsync($"Key {created.Id} for {name}. It is shown this once:\n{created.Secret}");
                return 0;
            case ["list"]:
                foreach (var key in await keys.List(CancellationToken.None))
                    await output.WriteLineAsync($"{key.Id}\t{key.Name}\t{string.Join(',', key.Scopes)}\t{(key.RevokedAt is { } at ? $"revoked {at:O}" : "active")}{(key.Accounts is { } some ? $"\taccounts {string.Join(',', some)}" : "")}");
                return 0;
            case ["revoke", var id]:
                if (!await keys.Revoke(id, CancellationToken.None))
                    throw new StartupException($"There is no key {id}: `keys list` shows them.");
                await output.WriteLineAsync($"Key {id} is revoked.");
                return 0;
            default:
                throw new StartupException(Usage);
        }
    }

    static async Task<CreatedApiKey> Create(ApiKeyStore keys, string name, string[] scopes, string[]? accounts)
    {
        try
        {
            return await keys.Create(name, scopes, CancellationToken.None, accounts);
        }
        catch (ArgumentException e) when (e.ParamName == nameof(name))
        {
            throw new StartupException($"A key's name must be 1 to 64 letters, digits, '.', '_' or '-'; {name} is not.", e);
        }
        catch (ArgumentException e) when (e.ParamName == nameof(accounts))
        {
            throw new StartupException("--accounts takes the ids of accounts, separated by commas.", e);
        }
    }

    static string[] ReadScopes(string[] rest)
    {
        var scopes = Option(rest, "--scopes") ?? [Scopes.Read];
        return scopes.All(s => s is Scopes.Read or Scopes.Trade or Scopes.Admin)
            ? scopes
            : throw new StartupException($"The scopes are read, trade and admin; {string.Join(',', scopes)} names another.");
    }

    /// <summary>Null: every account, those too that are added later.</summary>
    static string[]? ReadAccounts(string[] rest) => Option(rest, "--accounts");

    static string[]? Option(string[] rest, string name)
    {
        if (rest.Length % 2 != 0 || rest.Where((_, i) => i % 2 == 0).Any(o => o is not ("--scopes" or "--accounts")))
            throw new StartupException(Usage);
        var at = Array.IndexOf(rest, name);
        return at < 0 ? null : rest[at + 1].Split(',', StringSplitOptions.TrimEntries);
    }
}
