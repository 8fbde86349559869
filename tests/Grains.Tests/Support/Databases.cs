using Grains.Storage;

namespace Grains.Tests.Support;

/// <summary>Where the tests of a store have their database; opened several times it is the same one.</summary>
interface IDatabases : IDisposable
{
    Task<TickerDatabase> Open(TimeProvider time);
}

sealed class SqliteDatabases : IDatabases
{
    readonly TempFolder folder = new();

    public Task<TickerDatabase> Open(TimeProvider time) => TickerDatabase.Open(folder.File("ticker.db"), time);

    public void Dispose() => folder.Dispose();
}

sealed class PostgresDatabases(PostgresInstance instance) : IDatabases
{
    string? address;

    public async Task<TickerDatabase> Open(TimeProvider time)
    {
        address ??= await instance.NewDatabase();
        var server = new PostgresServer(address, new());
        await server.Prepare(TimeProvider.System);
        return new PostgresDatabase(server, new());
    }

    public void Dispose()
    {
    }
}
