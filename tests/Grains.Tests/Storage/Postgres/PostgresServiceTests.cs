using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Storage;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Grains.Tests.Storage.Postgres;

/// <summary>The service on PostgreSQL: two of it on one database, and a database that comes and goes.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresServiceTests(PostgresInstance instance, BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
{
    static readonly TickerDatabaseOptions Options = new();

    string address = "";
    CuttingProxy proxy = null!;

    public async Task InitializeAsync()
    {
        await broker.ClearFaults();
        address = await instance.NewDatabase();
        await new PostgresServer(address, Options).Prepare(TimeProvider.System);
        proxy = new(instance.Port);
    }

    public async Task DisposeAsync() => await proxy.DisposeAsync();

    [Fact]
    public async Task Of_two_processes_with_the_same_orders_each_order_is_sent_by_one()
    {
        await using var one = await Start();
        await using var two = await Start();
        var keys = Enumerable.Range(0, 8).Select(i => $"both{i}").ToArray();
        var replies = await Task.WhenAll(keys.SelectMany(key => new[] { one, two }.Select(w => w.Order(key).Place(w.Request()))));
        Assert.All(replies, r => Assert.NotEqual(OrderReplyKind.Invalid, r.Kind));
        foreach (var key in keys)
        {
            var order = await one.Until(key, OrderStatus.Open);
            Assert.Equal(1, await broker.Placed(order.Tag));
            var other = await two.Order(key).Place(two.Request());
            Assert.Equal((OrderReplyKind.Replay, order.OrderId), (other.Kind, other.Order!.OrderId));
        }
    }

    [Fact]
    public async Task An_activation_in_a_second_process_is_fenced_out_by_what_the_first_wrote()
    {
        await using var one = await Start();
        await using var two = await Start();
        await broker.FailPlacement("kind=refuse&status=429", 2);
        await one.Order("fence").Place(one.Request());
        // Both hold version 2 or later of the row now; the first cancels it, and the second must notice before it sends.
        await two.Order("fence").Get();
        await one.Order("fence").Cancel();
        await broker.ClearFaults();
        var reply = await two.Order("fence").Place(two.Request());
        Assert.Equal(OrderStatus.Cancelled, reply.Order!.Status);
        Assert.Equal(0, await broker.Placed(OrderIdentity.Tag("desk", "fence")));
    }

    [Theory]
    [InlineData("COMMIT", Cut.Reply)]
    [InlineData("COMMIT", Cut.Request)]
    [InlineData("INSERT INTO orders", Cut.Request)]
    [InlineData("UPDATE orders", Cut.Reply)]
    [InlineData("UPDATE orders", Cut.Request)]
    internal async Task A_connection_lost_in_the_middle_of_a_write_doubles_and_loses_nothing(string at, Cut cut)
    {
        await using var world = await Start(throughProxy: true);
        var key = $"cut-{at.Replace(' ', '-')}-{cut}";
        // On the wire a statement ends with a zero, which tells COMMIT from READ COMMITTED.
        proxy.Arm(at == "COMMIT" ? "COMMIT\0" : at, cut);
        var first = await world.Order(key).Place(world.Request());
        if (first.Kind == OrderReplyKind.NotSent)
            Assert.Equal(0, await broker.Placed(OrderIdentity.Tag("desk", key)));
        await world.Order(key).Place(world.Request());
        var order = await world.Until(key, OrderStatus.Open);
        Assert.True(proxy.HasCut);
        Assert.Equal(1, await broker.Placed(order.Tag));
    }

    [Fact]
    public async Task While_the_server_is_gone_orders_are_refused_and_afterwards_taken()
    {
        await using var world = await Start();
        await world.Order("before").Place(world.Request());
        await instance.Stop();
        OrderReply refused;
        try
        {
            refused = await world.Order("gone").Place(world.Request());
        }
        finally
        {
            await instance.Start();
        }

        Assert.Equal((OrderReplyKind.NotSent, "storage_unavailable"), (refused.Kind, refused.Problem!.Code));
        Assert.Equal(0, await broker.Placed(OrderIdentity.Tag("desk", "gone")));
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("gone").Place(world.Request())).Kind);
        Assert.Equal(OrderReplyKind.Replay, (await world.Order("before").Place(world.Request())).Kind);
    }

    [Fact]
    public async Task The_next_process_on_the_database_knows_every_order()
    {
        OrderView before;
        await using (var first = await Start())
        {
            await first.Order("kept").Place(first.Request());
            before = await first.Until("kept", OrderStatus.Open);
        }

        await using var second = await Start();
        var replay = await second.Order("kept").Place(second.Request());
        Assert.Equal((OrderReplyKind.Replay, before.OrderId), (replay.Kind, replay.Order!.OrderId));
        Assert.Equal(1, await broker.Placed(before.Tag));
    }

    Task<OrderWorld> Start(bool throughProxy = false)
    {
        var name = new NpgsqlConnectionStringBuilder(address).Database!;
        return OrderWorld.Start(broker, new PostgresServer(instance.Address(name, throughProxy ? proxy.Port : null), Options));
    }
}
