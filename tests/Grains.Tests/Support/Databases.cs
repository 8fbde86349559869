using Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Support;

/// <summary>Where the tests of a store have their database; opened several times it is the same one.</summary>
interface IDatabases : IDisposable
{
    Task<TickerDatabase> Open(TimeProvider time);

    /// <summary>The service without its gateway, with everything it keeps in there.</summary>
    Task<OrderWorld> Start(BrokerFixture broker, Action<IServiceCollection>? configure = null);

    /// <summary>All that is stored, as text: for what must not be found in it.</summary>
    Task<string> Text();
}

sealed class SqliteDatabases : IDatabases
{
    readonly TempFolder folder = new();

    public Task<TickerDatabase> Open(TimeProvider time) => TickerDatabase.Open(folder.File("ticker.db"), time);

    public Task<OrderWorld> Start(BrokerFixture broker, Action<IServiceCollection>? configure = null) =>
        OrderWorld.Start(broker, folder.File("ticker.db"), configure, folder.File("grains.db"));

    public async Task<string> Text() => string.Concat(await Task.WhenAll(Directory.GetFiles(folder.File("")).Select(f => File.ReadAllTextAsync(f))));

    public void Dispose() => folder.Dispose();
}

sealed class PostgresDatabases(PostgresInstance instance) : IDatabases
{
    string? address;

    public async Task<TickerDatabase> Open(TimeProvider time) => new PostgresDatabase(await Server(), new());

    public async Task<OrderWorld> Start(BrokerFixture broker, Action<IServiceCollection>? configure = null) =>
        await OrderWorld.Start(broker, await Server(), configure);

    public Task<string> Text() => PostgresInstance.Text(address!);

    public void Dispose()
    {
    }

    async Task<PostgresServer> Server()
    {
        address ??= await instance.NewDatabase();
        var server = new PostgresServer(address, new());
        await server.Prepare(TimeProvider.System);
        return server;
    }
}
