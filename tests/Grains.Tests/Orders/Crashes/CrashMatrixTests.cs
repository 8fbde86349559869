using Grains.Storage;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Orders.Crashes;

/// <summary>
/// A process dies without a flush at every point of the order path × what was asked × what the broker did, the broker living on. All
/// combinations die in one process and come back in one: they are as independent as orders are.
/// </summary>
public sealed class CrashMatrixTests(BrokerFixture broker) : IClassFixture<BrokerFixture>
{
    [Fact]
    public async Task Wherever_a_process_dies_there_is_one_order_or_none_and_the_store_tells_the_brokers_story()
    {
        using var folder = new TempFolder();
        var cells = CrashCell.All().ToArray();
        Assert.True(cells.Length >= 200, $"{cells.Length} combinations");
        await new CrashRun(broker, folder.File("ticker.db"), _ => { }, cells).Check();
    }
}

/// <summary>A sample of the matrix on the other database.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresCrashMatrixTests(PostgresInstance postgres) : IAsyncLifetime
{
    readonly BrokerFixture broker = new();

    public Task InitializeAsync() => broker.InitializeAsync();

    public Task DisposeAsync() => broker.DisposeAsync();

    [Fact]
    public async Task Wherever_a_process_dies_there_is_one_order_or_none_on_PostgreSQL_too()
    {
        var server = new PostgresServer(await postgres.NewDatabase(), new());
        await server.Prepare(TimeProvider.System);
        using var folder = new TempFolder();
        var cells = CrashCell.All().Where((_, index) => index % 7 == 0).ToArray();
        await new CrashRun(broker, folder.File("unused.db"), services => services.AddSingleton<TickerDatabase>(_ => new PostgresDatabase(server, new())), cells).Check();
    }
}
