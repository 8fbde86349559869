using Grains.Interfaces.Orders;
using Grains.Tests.Support;

namespace Grains.Tests.Orders;

public sealed class ModifyingTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
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

    decimal Higher => world.Request().Price!.Value + broker.Option.TickSize;

    Task Fail(string fault, int count = 1) => broker.Control($"faults?{fault}&method=PUT&path=/orders/&count={count}");

    async Task<OrderView> Open(string key)
    {
        await world.Order(key).Place(world.Request());
        // What comes after it and can be cancelled shows that the exchange has it: until then every change is refused.
        await world.Order(key + ".after").Place(world.Request());
        await world.Order(key + ".after").Cancel();
        return await world.Until(key, v => v.Status == OrderStatus.Open && v.OrderId is not null);
    }

    [Fact]
    public async Task New_values_take_effect_and_a_repeat_answers_with_them()
    {
        var placed = await Open("price");
        var reply = await world.Order("price").Modify("m1", new OrderModification { Price = Higher });
        Assert.True(reply.Kind == OrderReplyKind.Accepted, reply.Problem?.Message);
        var changed = await world.Until("price", v => v.Status == OrderStatus.Open && v.Request.Price == Higher);
        Assert.Equal((placed.OrderId, 1), (changed.OrderId, changed.Modifications));
        Assert.Contains(changed.History, e => e.Status == OrderStatus.ModifyPending);
        var again = await world.Order("price").Modify("m1", new OrderModification { Price = Higher });
        Assert.Equal((OrderReplyKind.Replay, 1), (again.Kind, again.Order!.Modifications));
        Assert.Equal(1, await broker.Placed(placed.Tag));
    }

    [Fact]
    public async Task Another_change_under_a_used_key_is_a_conflict()
    {
        await Open("conflict");
        await world.Order("conflict").Modify("m1", new OrderModification { Price = Higher });
        var reply = await world.Order("conflict").Modify("m1", new OrderModification { Price = Higher + broker.Option.TickSize });
        Assert.Equal((OrderReplyKind.Conflict, "idempotency_conflict"), (reply.Kind, reply.Problem!.Code));
        Assert.Equal(OrderReplyKind.Conflict, (await world.Order("conflict").CancelAs("m1")).Kind);
    }

    [Theory]
    [InlineData("no_change")]
    [InlineData("invalid_quantity")]
    [InlineData("lot_size")]
    [InlineData("tick_size")]
    [InlineData("circuit_limit")]
    [InlineData("freeze_quantity")]
    [InlineData("invalid_trigger_price")]
    public async Task A_broken_rule_is_named_and_nothing_is_sent(string code)
    {
        var placed = await Open("rule." + code);
        var lot = broker.Option.LotSize;
        var reply = await world.Order("rule." + code).Modify("m", code switch
        {
            "invalid_quantity" => new OrderModification { Quantity = 0 },
            "lot_size" => new OrderModification { Quantity = lot + 1 },
            "tick_size" => new OrderModification { Price = Higher + 0.01m },
            "circuit_limit" => new OrderModification { Price = broker.Limits.Upper + 5 },
            "freeze_quantity" => new OrderModification { Quantity = lot * 1000 },
            "invalid_trigger_price" => new OrderModification { OrderType = "SL" },
            _ => new OrderModification { Price = placed.Request.Price },
        });
        Assert.Equal((OrderReplyKind.Invalid, code), (reply.Kind, reply.Problem?.Code));
        Assert.Equal((placed.Version, 0), (reply.Order!.Version, reply.Order.Modifications));
    }

    [Theory]
    [InlineData("kind=drop-after")]
    [InlineData("kind=hold-after")]
    [InlineData("kind=drop-before")]
    [InlineData("kind=hold-before")]
    public async Task A_lost_answer_is_read_back_and_repeated_only_where_the_book_lacks_it(string fault)
    {
        var key = "lost." + fault[5..];
        await Open(key);
        await Fail(fault);
        var reply = await world.Order(key).Modify("m1", new OrderModification { Price = Higher });
        Assert.Equal((OrderReplyKind.Pending, OrderStatus.ModifyPending), (reply.Kind, reply.Order!.Status));
        var changed = await world.Until(key, v => v.Status == OrderStatus.Open && v.Request.Price == Higher);
        Assert.InRange(changed.Modifications, 1, 2);
        Assert.Equal(OrderReplyKind.Replay, (await world.Order(key).Modify("m1", new OrderModification { Price = Higher })).Kind);
    }

    [Fact]
    public async Task What_the_broker_refuses_is_stored_and_the_order_stays_as_it_was()
    {
        var placed = await Open("refused");
        await Fail("kind=refuse&status=400", 1000);
        var reply = await world.Order("refused").Modify("m1", new OrderModification { Price = Higher });
        Assert.Equal((OrderReplyKind.Invalid, "modification_refused", OrderStatus.Open), (reply.Kind, reply.Problem!.Code, reply.Order!.Status));
        await broker.ClearFaults();
        var again = await world.Order("refused").Modify("m1", new OrderModification { Price = Higher });
        Assert.Equal((OrderReplyKind.Invalid, "modification_refused"), (again.Kind, again.Problem!.Code));
        Assert.Equal(placed.Request.Price, again.Order!.Request.Price);
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("refused").Modify("m2", new OrderModification { Price = Higher })).Kind);
    }

    [Fact]
    public async Task What_was_not_sent_may_be_repeated_with_its_key()
    {
        await Open("busy");
        await Fail("kind=refuse&status=429", 1000);
        Assert.Equal(OrderReplyKind.NotSent, (await world.Order("busy").Modify("m1", new OrderModification { Price = Higher })).Kind);
        await broker.ClearFaults();
        var again = await world.Order("busy").Modify("m1", new OrderModification { Price = Higher });
        Assert.True(again.Kind == OrderReplyKind.Accepted, again.Problem?.Message);
        await world.Until("busy", v => v.Request.Price == Higher && v.Status == OrderStatus.Open);
    }

    [Fact]
    public async Task An_order_that_has_ended_or_does_not_exist_is_not_changed()
    {
        await world.Order("done").Place(world.Request(fills: true));
        await world.Until("done", OrderStatus.Complete);
        Assert.Equal("order_final", (await world.Order("done").Modify("m", new OrderModification { Price = Higher })).Problem!.Code);
        Assert.Equal(OrderReplyKind.NotFound, (await world.Order("nothing").Modify("m", new OrderModification { Price = Higher })).Kind);
    }

    [Fact]
    public async Task A_cancel_is_not_kept_waiting_by_a_modification_that_is_in_doubt()
    {
        await Open("both");
        await Fail("kind=drop-before");
        await broker.Control("faults?kind=refuse&status=503&method=GET&path=/orders&count=1000");
        Assert.Equal(OrderReplyKind.Pending, (await world.Order("both").Modify("m", new OrderModification { Price = Higher })).Kind);
        Assert.Equal("change_pending", (await world.Order("both").Modify("n", new OrderModification { Price = Higher })).Problem!.Code);
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("both").Cancel()).Kind);
        await broker.ClearFaults();
        await world.Until("both", OrderStatus.Cancelled);
    }
}
