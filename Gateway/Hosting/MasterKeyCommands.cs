using Grains.Secrets;
using Grains.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Silo;

namespace Gateway.Hosting;

/// <summary>
/// <c>keys master create [FILE]</c> makes the key file. <c>keys master rotate</c>, while the service is stopped, adds a key, wraps every secret under
/// it and takes the old ones out. While it runs: <c>keys master add</c>, <c>POST /api/v1/secrets/rewrap</c>, <c>keys master prune</c>.
/// </summary>
static class MasterKeyCommands
{
    public const string Usage = "keys master create [FILE] | keys master rotate | keys master add | keys master prune";

    public static async Task<int> Run(string[] args, TickerSettings settings, TextWriter output)
    {
        switch (args)
        {
            case ["create", .. { Length: <= 1 } rest]:
                var path = rest is [var named] ? Path.GetFullPath(named) : FileOf(settings);
                await output.WriteLineAsync($"Master key {MasterKeyFile.Create(path)} is in {path}, which only this user may read. Set Ticker:Keys:File to it, and keep a copy apart from the data.");
                return 0;
            case ["add"]:
                await output.WriteLineAsync($"Master key {MasterKeyFile.Add(FileOf(settings))} is in use for new secrets. Wrap the stored ones with POST /api/v1/secrets/rewrap, then run `keys master prune`.");
                return 0;
            case ["prune"]:
                MasterKeyFile.DropOld(FileOf(settings));
                await output.WriteLineAsync("Only the master key in use is left in the file.");
                return 0;
            case ["rotate"]:
                return await Rotate(settings, output);
            default:
                throw new StartupException("Usage: " + Usage);
        }
    }

    static async Task<int> Rotate(TickerSettings settings, TextWriter output)
    {
        var path = FileOf(settings);
        if (!GrainHost.GatewayNeedsSecrets)
            throw new StartupException("A cluster's secrets are opened by its silos: run `keys master add`, give every silo the file, and, while they run, send POST /api/v1/secrets/rewrap; then run `keys master prune`.");
        using var folder = DataFolder.Take(settings.DataFolder);
        if (settings.Postgres is { } server)
            await server.Prepare(TimeProvider.System, NullLogger<PostgresServer>.Instance);
        var id = MasterKeyFile.Add(path);
        var (rewrapped, failures) = await TickerHost.Rewrap(settings, folder);
        if (failures.Count > 0)
        {
            await output.WriteLineAsync($"Master key {id} is in use, {rewrapped} secrets are wrapped under it, and the old keys are kept, because not everything could be opened: {string.Join(' ', failures)}");
            return 1;
        }

        MasterKeyFile.DropOld(path);
        await output.WriteLineAsync($"Master key {id} is in use, {rewrapped} secrets are wrapped under it, and the old keys are out of the file.");
        return 0;
    }

    static string FileOf(TickerSettings settings) => settings.Keys.File is { Length: > 0 } file
        ? file
        : throw new StartupException("Ticker:Keys:File names no file: set it, or write `keys master create FILE`.");
}
