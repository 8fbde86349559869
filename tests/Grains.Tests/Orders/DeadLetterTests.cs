using Grains.Interfaces.Orders;
using Grains.Tests.Support;

namespace Grains.Tests.Orders;

public sealed class DeadLetterTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
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

    async Task<OrderView> Dead(string key)
    {
        await broker.FailPlacement("kind=drop-before");
        await world.Order(key).Place(world.Request());
        return await world.Until(key, OrderStatus.DeadLettered);
    }

    [Fact]
    public async Task It_is_listed_until_it_is_dropped_and_the_decision_is_in_its_history()
    {
        var dead = await Dead("drop");
        var index = world.Client.GetGrain<IOrderIndexGrain>("orders");
        Assert.Equal(dead.Id, Assert.Single((await index.List(new OrderQuery(null, OrderStatus.DeadLettered, null, 10, null, DeadLetters: true))).Orders).Id);
        var reply = await world.Order("drop").Resolve(new DeadLetterDecision("drop", null, "seen in the contract note", "anna"));
        Assert.Equal((OrderReplyKind.Accepted, OrderStatus.Cancelled), (reply.Kind, reply.Order!.Status));
        Assert.Contains("anna: seen in the contract note", reply.Order.History[^1].Message, StringComparison.Ordinal);
        Assert.Equal(OrderReplyKind.Replay, (await world.Order("drop").Resolve(new DeadLetterDecision("drop", null, null, "ben"))).Kind);
        Assert.Equal((OrderReplyKind.Conflict, "not_dead_lettered"), (await world.Order("drop").Resolve(new DeadLetterDecision("resubmit", null, null, "ben"))) is var late ? (late.Kind, late.Problem!.Code) : default);
        Assert.Empty((await index.List(new OrderQuery(null, OrderStatus.DeadLettered, null, 10, null, DeadLetters: true))).Orders);
        Assert.Equal(0, await broker.Placed(dead.Tag));
    }

    [Fact]
    public async Task Resubmitted_it_goes_out_once_however_often_that_is_said()
    {
        var dead = await Dead("again");
        var replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => world.Order("again").Resolve(new DeadLetterDecision("resubmit", null, null, "anna"))));
        Assert.Single(replies, reply => reply.Kind == OrderReplyKind.Accepted);
        await world.Until("again", OrderStatus.Open);
        Assert.Equal(1, await broker.Placed(dead.Tag));
    }

    [Fact]
    public async Task It_is_adopted_as_the_order_that_a_person_found()
    {
        await world.Order("found").Place(world.Request());
        var found = await world.Until("found", v => v.OrderId is not null);
        await Dead("adopt");
        Assert.Equal("unknown_order_id", (await world.Order("adopt").Resolve(new DeadLetterDecision("adopt", "123", null, "anna"))).Problem!.Code);
        var reply = await world.Order("adopt").Resolve(new DeadLetterDecision("adopt", found.OrderId, null, "anna"));
        Assert.True(reply.Kind == OrderReplyKind.Accepted, reply.Problem?.Message);
        Assert.Equal(found.OrderId, (await world.Until("adopt", OrderStatus.Open)).OrderId);
        await world.Order("found").Cancel();
        await world.Until("adopt", OrderStatus.Cancelled);
    }

    [Theory]
    [InlineData("forget", null, "invalid_action")]
    [InlineData("adopt", null, "invalid_order_id")]
    [InlineData("drop", "1", "invalid_order_id")]
    public async Task A_decision_that_makes_no_sense_is_refused(string action, string? orderId, string code)
    {
        await Dead("sense." + action);
        Assert.Equal(code, (await world.Order("sense." + action).Resolve(new DeadLetterDecision(action, orderId, null, "anna"))).Problem!.Code);
    }
}
