using Grains.Accounts;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Storage;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Orders;

public sealed class RecoveryTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IDisposable
{
    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>The first order of a process takes its time; what is tested begins with the second process.</summary>
    static void Patient(IServiceCollection services) => services.PostConfigure<BrokerOptions>(o => o.RequestTimeout = TimeSpan.FromSeconds(10));

    [Fact]
    public async Task After_a_start_live_orders_are_woken_even_when_the_database_is_slow_to_come()
    {
        await broker.ClearFaults();
        await using (var first = await OrderWorld.Start(broker, folder.File("ticker.db"), Patient))
        {
            await first.Order("wake").Place(first.Request());
            var store = first.Services.GetRequiredService<IOrderStore>();
            var row = (await store.Find("desk", "wake"))!;
            await store.Update(row.Then(OrderStatus.Submitting) with { BrokerOrderId = null });
        }
        await using var second = await OrderWorld.Start(broker, folder.File("ticker.db"), services => services.AddSingleton<IOrderStore>(
            provider => new FlakyStore(ActivatorUtilities.CreateInstance<OrderStore>(provider)) { LiveFailures = 1 }));
        var adopted = await second.Until("wake", OrderStatus.Open);
        Assert.Contains(adopted.History, e => e.Status == OrderStatus.Unknown);
        Assert.Equal(1, await broker.Placed(adopted.Tag));
    }

    [Fact]
    public async Task An_order_that_another_process_is_sending_while_it_is_activated_here_is_answered_as_it_is_then()
    {
        await broker.ClearFaults();
        await using var first = await OrderWorld.Start(broker, folder.File("two.db"), Patient);
        await first.Order("two").Place(first.Request());
        var store = first.Services.GetRequiredService<IOrderStore>();
        var open = (await store.Find("desk", "two"))!;
        await store.Update(open.Then(OrderStatus.Submitting) with { BrokerOrderId = null });
        // Nothing wakes the order but the request.
        await using var second = await OrderWorld.Start(broker, folder.File("two.db"), services => services.AddSingleton<IOrderStore>(
            provider => new FlakyStore(ActivatorUtilities.CreateInstance<OrderStore>(provider)) { LiveFailures = int.MaxValue, Overtaking = told => open with { Version = told.Version } }));
        var reply = await second.Order("two").Place(second.Request());
        Assert.Equal((OrderReplyKind.Replay, OrderStatus.Open), (reply.Kind, reply.Order!.Status));
        Assert.Equal(1, await broker.Placed(open.Tag));
    }

    [Fact]
    public async Task What_was_never_sent_expires_with_its_day()
    {
        await broker.ClearFaults();
        await using var world = await OrderWorld.Start(broker, folder.File("old.db"));
        var store = world.Services.GetRequiredService<IOrderStore>();
        var request = OrderIdentity.Normalise(world.Request());
        var yesterday = broker.Simulator.Clock.GetUtcNow().AddDays(-1);
        await store.Insert(Samples.Record("old", owner: "desk") with
        {
            Request = request, PayloadHash = OrderIdentity.PayloadHash(request), TradingDay = Samples.Day.AddDays(-1),
            CreatedAt = yesterday, UpdatedAt = yesterday,
        });
        var reply = await world.Order("old").Place(request);
        Assert.Equal((OrderReplyKind.Replay, OrderStatus.Expired), (reply.Kind, reply.Order!.Status));
        Assert.Equal(0, await broker.Placed(reply.Order.Tag));
    }
}
