using Grains.Interfaces.Orders;
using Grains.Tests.Support;

namespace Grains.Tests.Orders;

public sealed class CancellingTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
{
    readonly TempFolder folder = new();
    OrderWorld world = null!;

    public async Task InitializeAsync()
    {
        await broker.ClearFaults();
        world = await OrderWorld.Start(broker, folder.File("ticker.db"));
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_resting_order_is_cancelled_and_cancelling_again_answers_the_same()
    {
        await world.Order("rest").Place(world.Request());
        var reply = await world.Order("rest").Cancel();
        Assert.Equal((OrderReplyKind.Accepted, OrderStatus.CancelPending), (reply.Kind, reply.Order!.Status));
        Assert.Contains((await world.Order("rest").Cancel()).Kind, new[] { OrderReplyKind.Pending, OrderReplyKind.Replay });
        await world.Until("rest", OrderStatus.Cancelled);
        var again = await world.Order("rest").Cancel();
        Assert.Equal((OrderReplyKind.Replay, OrderStatus.Cancelled), (again.Kind, again.Order!.Status));
    }

    [Fact]
    public async Task A_filled_order_answers_with_its_state()
    {
        await world.Order("done").Place(world.Request(fills: true));
        await world.Until("done", OrderStatus.Complete);
        var reply = await world.Order("done").Cancel();
        Assert.Equal((OrderReplyKind.Replay, OrderStatus.Complete), (reply.Kind, reply.Order!.Status));
    }

    [Fact]
    public async Task An_order_that_does_not_exist_is_not_found()
    {
        var reply = await world.Order("nothing").Cancel();
        Assert.Equal((OrderReplyKind.NotFound, "unknown_order"), (reply.Kind, reply.Problem!.Code));
    }

    [Fact]
    public async Task An_order_that_was_never_sent_is_cancelled_here()
    {
        await broker.FailPlacement("kind=refuse&status=429", count: 100);
        await world.Order("unsent").Place(world.Request());
        var reply = await world.Order("unsent").Cancel();
        Assert.Equal((OrderReplyKind.Accepted, OrderStatus.Cancelled), (reply.Kind, reply.Order!.Status));
        Assert.Equal(OrderReplyKind.Replay, (await world.Order("unsent").Place(world.Request())).Kind);
        Assert.Equal(0, await broker.Placed(reply.Order.Tag));
    }

    [Fact]
    public async Task An_order_whose_outcome_is_unknown_cannot_be_cancelled_until_it_is_known()
    {
        await broker.FailPlacement("kind=hold-after");
        await broker.Control("faults?kind=refuse&status=503&method=GET&path=/orders&count=3");
        await world.Order("unknown").Place(world.Request());
        var reply = await world.Order("unknown").Cancel();
        Assert.Equal((OrderReplyKind.Pending, "outcome_unknown"), (reply.Kind, reply.Problem!.Code));
        await world.Until("unknown", OrderStatus.Open);
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("unknown").Cancel()).Kind);
        await world.Until("unknown", OrderStatus.Cancelled);
    }

    [Fact]
    public async Task A_cancel_whose_answer_is_lost_is_read_back()
    {
        await world.Order("lost").Place(world.Request());
        await world.Order("known").Place(world.Request());
        await world.Order("known").Cancel();
        // The exchange has the first order by now, because it has the second.
        await broker.Control("faults?kind=drop-after&method=DELETE&path=/orders/");
        var reply = await world.Order("lost").Cancel();
        Assert.Equal(OrderReplyKind.Pending, reply.Kind);
        await world.Until("lost", OrderStatus.Cancelled);
    }

    [Fact]
    public async Task A_cancel_that_is_refused_or_not_sent_leaves_the_order_open()
    {
        await world.Order("open").Place(world.Request());
        await world.Until("open", v => v.Status == OrderStatus.Open);
        await broker.Control("faults?kind=refuse&status=400&method=DELETE&path=/orders/&count=1000");
        var refused = await world.Order("open").Cancel();
        Assert.Equal((OrderReplyKind.Invalid, OrderStatus.Open), (refused.Kind, refused.Order!.Status));
        await broker.ClearFaults();
        await broker.Control("faults?kind=refuse&status=429&method=DELETE&path=/orders/&count=100");
        var busy = await world.Order("open").Cancel();
        Assert.Equal((OrderReplyKind.NotSent, OrderStatus.Open), (busy.Kind, busy.Order!.Status));
        Assert.True(busy.RetryAfter > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_cancel_with_a_key_is_remembered_under_it()
    {
        await world.Order("keyed").Place(world.Request());
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("keyed").CancelAs("c1")).Kind);
        await world.Until("keyed", OrderStatus.Cancelled);
        Assert.Equal((OrderReplyKind.Replay, true), (await world.Order("keyed").CancelAs("c1")) is var again ? (again.Kind, again.Order!.Existing) : default);
        Assert.Equal(OrderReplyKind.Conflict, (await world.Order("keyed").Modify("c1", new OrderModification { Price = 1 })).Kind);
    }

    [Fact]
    public async Task A_cancel_survives_the_death_of_the_token()
    {
        await world.Order("token").Place(world.Request());
        await broker.Control("tokens/kill");
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("token").Cancel()).Kind);
        await world.Until("token", OrderStatus.Cancelled);
    }
}
