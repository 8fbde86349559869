using Grains.Interfaces.Orders;
using Grains.Tests.Support;

namespace Grains.Tests.Orders;

/// <summary>Every variety, type and validity that is taken, as the broker lets it end.</summary>
public sealed class VarietyTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
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

    int Lot => broker.Option.LotSize;

    OrderRequest Iceberg(decimal price) => world.Request() with { Variety = "iceberg", Quantity = 4 * Lot, IcebergLegs = 4, IcebergQuantity = Lot, Price = price };

    [Fact]
    public async Task The_legs_of_an_iceberg_are_one_order()
    {
        await Accepted("ice", Iceberg(broker.Limits.Upper));
        var filled = await world.Until("ice", OrderStatus.Complete);
        Assert.Equal(4 * Lot, filled.FilledQuantity);
        Assert.True(filled.AveragePrice > 0 && filled.AveragePrice <= broker.Limits.Upper);
        Assert.Equal(4, await broker.Placed(filled.Tag));
        Assert.DoesNotContain(OrderStatus.DeadLettered, filled.History.Select(e => e.Status));
        Assert.Equal(OrderReplyKind.Replay, (await world.Order("ice").Place(Iceberg(broker.Limits.Upper))).Kind);
        Assert.Equal(4, await broker.Placed(filled.Tag));
    }

    [Fact]
    public async Task An_iceberg_is_modified_and_cancelled_as_one_order()
    {
        await Accepted("resting", Iceberg(broker.Limits.Lower));
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("resting").Modify("m", new OrderModification { Price = broker.Limits.Lower + broker.Option.TickSize })).Kind);
        await world.Until("resting", v => v.Request.Price == broker.Limits.Lower + broker.Option.TickSize && v.Status == OrderStatus.Open);
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("resting").CancelAs("c")).Kind);
        var ended = await world.Until("resting", OrderStatus.Cancelled);
        Assert.Equal((0, 1), (ended.FilledQuantity, await broker.Placed(ended.Tag)));
    }

    [Fact]
    public async Task A_stoploss_order_waits_for_its_trigger_and_is_cancelled()
    {
        var trigger = broker.Limits.Upper - (2 * broker.Option.TickSize);
        await Accepted("stop", world.Request() with { OrderType = "SL", TriggerPrice = trigger, Price = broker.Limits.Upper });
        var waiting = await world.Until("stop", OrderStatus.TriggerPending);
        Assert.Equal(trigger, waiting.Request.TriggerPrice);
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("stop").Modify("m", new OrderModification { TriggerPrice = trigger - broker.Option.TickSize })).Kind);
        await world.Until("stop", v => v.Request.TriggerPrice == trigger - broker.Option.TickSize && v.Status == OrderStatus.TriggerPending);
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("stop").CancelAs("c")).Kind);
        Assert.Equal(0, (await world.Until("stop", OrderStatus.Cancelled)).FilledQuantity);
    }

    [Fact]
    public async Task A_filled_cover_order_is_complete_although_its_stop_lives_on()
    {
        await Accepted("cover", world.Request(fills: true) with { Variety = "co", Product = "MIS", TriggerPrice = broker.Limits.Lower + broker.Option.TickSize });
        var filled = await world.Until("cover", OrderStatus.Complete);
        Assert.Equal(filled.Request.Quantity, filled.FilledQuantity);
    }

    [Fact]
    public async Task What_is_not_filled_at_once_is_cancelled_with_IOC()
    {
        await Accepted("ioc", world.Request() with { Validity = "IOC" });
        Assert.Equal(0, (await world.Until("ioc", OrderStatus.Cancelled)).FilledQuantity);
    }

    [Fact]
    public async Task An_order_with_a_life_in_minutes_ends_by_itself()
    {
        await Accepted("ttl", world.Request() with { Validity = "TTL", ValidityTtl = 2 });
        await world.Until("ttl", OrderStatus.Open);
        await broker.Control("clock/advance?seconds=125");
        await world.Account.RequestReconcile("test");
        Assert.Equal(0, (await world.Until("ttl", OrderStatus.Cancelled)).FilledQuantity);
    }

    [Fact]
    public async Task An_order_after_the_market_waits_for_the_open()
    {
        await broker.Control("exchange/closed");
        await Accepted("amo", world.Request() with { Variety = "amo" });
        Assert.Equal(OrderStatus.Open, (await world.Order("amo").Get())!.Status);
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("amo").CancelAs("c")).Kind);
        await world.Until("amo", OrderStatus.Cancelled);
        await broker.Control("exchange/open");
    }

    async Task Accepted(string key, OrderRequest request)
    {
        var reply = await world.Order(key).Place(request);
        Assert.True(reply.Kind == OrderReplyKind.Accepted, $"{reply.Kind}: {reply.Problem?.Message}");
    }
}
