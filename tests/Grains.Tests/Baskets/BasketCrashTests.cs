using Grains.Storage;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Baskets;

/// <summary>A process dies at every point of a basket and of its first leg.</summary>
public sealed class BasketCrashTests(BrokerFixture broker) : IClassFixture<BrokerFixture>
{
    [Fact]
    public async Task Wherever_a_process_dies_every_leg_is_one_order_or_none_and_the_basket_ends_as_the_broker_decided()
    {
        using var folder = new TempFolder();
        await new BasketCrashRun(broker, folder.File("ticker.db"), _ => { }, BasketCrashCell.All).Check();
    }
}

/// <summary>A sample of them on the other database.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresBasketCrashTests(PostgresInstance postgres) : IAsyncLifetime
{
    readonly BrokerFixture broker = new();

    public Task InitializeAsync() => broker.InitializeAsync();

    public Task DisposeAsync() => broker.DisposeAsync();

    [Fact]
    public async Task Wherever_a_process_dies_a_basket_ends_as_the_broker_decided_on_PostgreSQL_too()
    {
        var server = new PostgresServer(await postgres.NewDatabase(), new());
        await server.Prepare(TimeProvider.System);
        using var folder = new TempFolder();
        var cells = BasketCrashCell.All.Where((_, index) => index % 5 == 0).ToArray();
        await new BasketCrashRun(broker, folder.File("unused.db"), services => services.AddSingleton<TickerDatabase>(_ => new PostgresDatabase(server, new())), cells).Check();
    }
}
