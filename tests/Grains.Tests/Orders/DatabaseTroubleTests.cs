using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Storage;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Orders;

public sealed class DatabaseTroubleTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
{
    readonly TempFolder folder = new();
    OrderWorld world = null!;
    FlakyStore store = null!;

    public async Task InitializeAsync()
    {
        await broker.ClearFaults();
        world = await OrderWorld.Start(broker, folder.File("ticker.db"), services => services.AddSingleton<IOrderStore>(
            provider => store = new FlakyStore(ActivatorUtilities.CreateInstance<OrderStore>(provider))));
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(OrderStatus.IntentRecorded)]
    [InlineData(OrderStatus.Submitting)]
    [InlineData(OrderStatus.Open)]
    public async Task A_commit_whose_reply_was_lost_is_read_back(OrderStatus at)
    {
        store.Next(at, Fate.LostReply);
        var reply = await world.Order("lost" + at).Place(world.Request());
        Assert.True(reply.Kind == OrderReplyKind.Accepted, reply.Problem?.Message);
        Assert.Equal(1, await broker.Placed(reply.Order!.Tag));
    }

    [Theory]
    [InlineData(OrderStatus.IntentRecorded, Fate.FailedCommit)]
    [InlineData(OrderStatus.IntentRecorded, Fate.Unavailable)]
    [InlineData(OrderStatus.Submitting, Fate.FailedCommit)]
    [InlineData(OrderStatus.Submitting, Fate.Unavailable)]
    public async Task Where_the_row_cannot_be_committed_nothing_is_sent(OrderStatus at, Fate fate)
    {
        var key = $"down{at}{fate}";
        store.Next(at, fate);
        var reply = await world.Order(key).Place(world.Request());
        Assert.Equal((OrderReplyKind.NotSent, "storage_unavailable"), (reply.Kind, reply.Problem!.Code));
        Assert.Equal(0, await broker.Placed(OrderIdentity.Tag("desk", key)));
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order(key).Place(world.Request())).Kind);
        Assert.Equal(1, await broker.Placed(OrderIdentity.Tag("desk", key)));
    }

    [Fact]
    public async Task What_the_broker_said_is_stored_as_soon_as_the_disk_is_back()
    {
        store.Next(OrderStatus.Open, Fate.Unavailable, Fate.FailedCommit);
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("patient").Place(world.Request())).Kind);
    }

    [Fact]
    public async Task What_the_broker_said_and_could_not_be_stored_is_read_from_its_book()
    {
        store.Next(OrderStatus.Open, Fate.Unavailable, Fate.Unavailable, Fate.Unavailable);
        var reply = await world.Order("forgotten").Place(world.Request());
        Assert.Equal((OrderReplyKind.Pending, OrderStatus.Submitting), (reply.Kind, reply.Order!.Status));
        Assert.Equal(OrderReplyKind.Replay, (await world.Order("forgotten").Place(world.Request())).Kind);
        var adopted = await world.Until("forgotten", OrderStatus.Open);
        Assert.Equal(1, await broker.Placed(adopted.Tag));
        Assert.Contains(adopted.History, e => e.Status == OrderStatus.Unknown);
    }

    [Fact]
    public async Task A_database_that_is_down_says_503_and_recovers_by_itself()
    {
        store.Down = true;
        Assert.Equal(OrderReplyKind.NotSent, (await world.Order("down").Place(world.Request())).Kind);
        Assert.Equal(OrderReplyKind.NotSent, (await world.Order("down").Cancel()).Kind);
        store.Down = false;
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("down").Place(world.Request())).Kind);
    }

    [Fact]
    public async Task An_order_that_began_here_is_answered_with_its_history_without_reading_it_back()
    {
        store.NoHistory = true;
        var reply = await world.Order("short").Place(world.Request());
        Assert.Equal([OrderStatus.IntentRecorded, OrderStatus.Submitting, OrderStatus.Open], reply.Order!.History.Select(e => e.Status));
        store.NoHistory = false;
        Assert.Equal(await store.History(reply.Order.Id), reply.Order.History.AsEnumerable());
    }

    [Fact]
    public async Task Without_its_history_an_order_is_still_answered()
    {
        await store.Insert(Samples.Record("older", OrderStatus.Complete, "desk"));
        store.NoHistory = true;
        Assert.Equal(OrderStatus.Complete, Assert.Single((await world.Order("older").Get())!.History).Status);
    }

    [Fact]
    public async Task A_rival_activation_that_inserts_first_wins()
    {
        await using var database = await TickerDatabase.Open(folder.File("ticker.db"), TimeProvider.System);
        var rival = new OrderStore(database, new OutboxSignal());
        Assert.Null(await world.Order("rival").Get());
        var request = OrderIdentity.Normalise(world.Request());
        // The grain has not looked yet, so its insert is the first that it hears of the rival.
        await world.Order("rival").Cancel();
        await rival.Insert(Samples.Record("rival", OrderStatus.Open, "desk") with { Request = request, PayloadHash = OrderIdentity.PayloadHash(request) });
        var reply = await world.Order("rival").Place(world.Request());
        Assert.Equal((OrderReplyKind.Replay, OrderStatus.Open), (reply.Kind, reply.Order!.Status));
        Assert.Equal(0, await broker.Placed(reply.Order.Tag));
    }

    [Fact]
    public async Task A_rival_activation_that_writes_first_keeps_this_one_from_sending()
    {
        await broker.FailPlacement("kind=refuse&status=429", count: 100);
        await world.Order("fence").Place(world.Request());
        await broker.ClearFaults();
        var row = (await store.Find("desk", "fence"))!;
        await store.Update(row.Then(OrderStatus.Cancelled));
        var reply = await world.Order("fence").Place(world.Request());
        Assert.Equal((OrderReplyKind.Replay, OrderStatus.Cancelled), (reply.Kind, reply.Order!.Status));
        Assert.Equal(0, await broker.Placed(row.Tag));
    }
}
