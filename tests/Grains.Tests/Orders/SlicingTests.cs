using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Tests.Support;

namespace Grains.Tests.Orders;

public sealed class SlicingTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
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

    int Largest => OrderRules.Largest(broker.Option, broker.Option.Expiry!.Value, FreezeQuantities.Load());

    OrderRequest Large(int slices) => world.Request() with { Quantity = ((slices - 1) * Largest) + broker.Option.LotSize, Autoslice = true };

    [Fact]
    public async Task A_large_order_is_one_broker_order_for_each_slice_each_with_its_own_tag()
    {
        var reply = await world.Order("large").Place(Large(3));
        Assert.True(reply.Kind == OrderReplyKind.Accepted, reply.Problem?.Message);
        var open = await world.Until("large", v => v.Status == OrderStatus.Open && v.Slices.All(s => s.Status == OrderStatus.Open));
        Assert.Equal([Largest, Largest, broker.Option.LotSize], open.Slices.Select(s => s.Quantity));
        Assert.Equal(3, open.Slices.Select(s => s.OrderId).Distinct().Count());
        foreach (var slice in open.Slices)
            Assert.Equal(1, await broker.Placed(slice.Tag));
        Assert.Equal(0, await broker.Placed(open.Tag));
        Assert.Equal(OrderReplyKind.Replay, (await world.Order("large").Place(Large(3))).Kind);
        foreach (var slice in open.Slices)
            Assert.Equal(1, await broker.Placed(slice.Tag));
    }

    [Fact]
    public async Task It_fills_as_its_slices_do()
    {
        await world.Order("fills").Place(Large(2) with { Price = broker.Limits.Upper });
        var filled = await world.Until("fills", v => v.FilledQuantity > 0);
        Assert.Equal(filled.Slices.Sum(s => s.FilledQuantity), filled.FilledQuantity);
        Assert.True(filled.AveragePrice > 0);
    }

    [Fact]
    public async Task It_is_cancelled_and_modified_as_a_whole()
    {
        await world.Order("whole").Place(Large(2));
        await world.Until("whole", v => v.Slices.All(s => s.Status == OrderStatus.Open));
        var price = world.Request().Price!.Value + broker.Option.TickSize;
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("whole").Modify("m", new OrderModification { Price = price })).Kind);
        Assert.Equal("invalid_quantity", (await world.Order("whole").Modify("q", new OrderModification { Quantity = broker.Option.LotSize })).Problem!.Code);
        await world.Until("whole", v => v.Slices.All(s => s.Status == OrderStatus.Open));
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("whole").CancelAs("c")).Kind);
        await world.Until("whole", OrderStatus.Cancelled);
    }

    [Fact]
    public async Task After_a_rejection_the_rest_is_not_sent()
    {
        await broker.FailPlacement("kind=refuse&status=400");
        var reply = await world.Order("rejected").Place(Large(3));
        Assert.Equal((OrderReplyKind.Invalid, "broker_rejected"), (reply.Kind, reply.Problem?.Code));
        Assert.Equal([OrderStatus.Rejected, OrderStatus.Cancelled, OrderStatus.Cancelled], reply.Order!.Slices.Select(s => s.Status));
        foreach (var slice in reply.Order.Slices)
            Assert.Equal(0, await broker.Placed(slice.Tag));
    }

    [Fact]
    public async Task What_the_budget_kept_back_goes_out_on_a_repeat()
    {
        await broker.FailPlacement("kind=refuse&status=429", count: 1000);
        Assert.Equal(OrderReplyKind.NotSent, (await world.Order("later").Place(Large(2))).Kind);
        await broker.ClearFaults();
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("later").Place(Large(2))).Kind);
        await world.Until("later", v => v.Slices.All(s => s.Status == OrderStatus.Open));
    }

    [Fact]
    public async Task Without_leave_to_slice_it_is_refused_and_more_slices_than_set_are_too_many()
    {
        Assert.Equal("freeze_quantity", (await world.Order("no").Place(Large(2) with { Autoslice = false })).Problem!.Code);
        Assert.Equal("too_many_slices", (await world.Order("no").Place(Large(11))).Problem!.Code);
    }

    [Fact]
    public async Task Lists_show_the_order_and_not_its_slices()
    {
        await world.Order("listed").Place(Large(2));
        var page = await world.Client.GetGrain<IOrderIndexGrain>("orders").List(new OrderQuery("desk", null, null, 10, null));
        Assert.Equal("listed", Assert.Single(page.Orders).ClientOrderId);
    }
}
