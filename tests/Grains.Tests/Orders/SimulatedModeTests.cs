using Grains.Accounts;
using Grains.Interfaces.Orders;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Orders;

/// <summary>Two accounts at one broker, one of which is a real broker's as far as the service knows.</summary>
public sealed class SimulatedModeTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
{
    readonly TempFolder folder = new();
    OrderWorld world = null!;

    public async Task InitializeAsync() => world = await OrderWorld.Start(broker, folder.File("orders.db"), services =>
        services.AddSingleton(new AccountRegistry([Account("main", "kite"), Account("sim", "simulator")])));

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        folder.Dispose();
    }

    AccountOptions Account(string id, string kind) => new()
    {
        Id = id, Broker = kind, UserId = broker.Simulator.UserId, ApiKey = broker.Simulator.ApiKey, ApiSecret = broker.Simulator.ApiSecret, Addresses = broker.Addresses,
    };

    AccountRegistry Accounts => world.Services.GetRequiredService<AccountRegistry>();

    [Theory]
    [InlineData("main")]
    [InlineData("auto")]
    public async Task While_the_market_is_simulated_a_real_broker_gets_no_order(string account)
    {
        Assert.True(Accounts.UseMode("simulated"));
        var reply = await world.Order("o1").Place(world.Request() with { Account = account });
        Assert.Equal((OrderReplyKind.Conflict, "simulated_mode"), (reply.Kind, reply.Problem!.Code));
        Assert.Null(await world.Order("o1").Get());
        Accounts.UseMode(null);
        Assert.NotEqual("simulated_mode", (await world.Order("o1").Place(world.Request() with { Account = account })).Problem?.Code);
    }

    [Fact]
    public async Task The_simulator_takes_orders_that_name_it()
    {
        Accounts.UseMode("simulated");
        var reply = await world.Order("o2").Place(world.Request() with { Account = "sim" });
        Assert.Equal((OrderReplyKind.Accepted, "simulated"), (reply.Kind, reply.Order?.Mode));
    }
}
