using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Orders;

/// <summary>A process stops at every point of a placement; another opens the same database, and the client repeats its request.</summary>
public sealed class CrashTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IDisposable
{
    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Points() => [.. CrashPoints.All];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_repeat_after_a_crash_makes_one_order(string point)
    {
        await broker.ClearFaults();
        var gate = new HoldGate(point);
        await using var dead = await OrderWorld.Start(broker, folder.File("ticker.db"), services => services.AddSingleton<ICrashPoints>(gate));
        var abandoned = dead.Order(point).Place(dead.Request(resend: true));
        await gate.Reached.WaitAsync(OrderWorld.Patience);

        await using (var next = await OrderWorld.Start(broker, folder.File("ticker.db")))
        {
            var reply = await next.Order(point).Place(next.Request(resend: true));
            Assert.Contains(reply.Kind, new[] { OrderReplyKind.Accepted, OrderReplyKind.Replay });
            var order = await next.Until(point, OrderStatus.Open);
            Assert.Equal(1, await broker.Placed(order.Tag));
            Assert.Equal(OrderReplyKind.Replay, (await next.Order(point).Place(next.Request(resend: true))).Kind);
            Assert.Equal(1, await broker.Placed(order.Tag));
        }
        gate.Die();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
    }

    [Theory]
    [InlineData(CrashPoints.AfterSubmitting, OrderStatus.DeadLettered, 0)]
    [InlineData(CrashPoints.BeforeSend, OrderStatus.DeadLettered, 0)]
    [InlineData(CrashPoints.AfterAnswer, OrderStatus.Open, 1)]
    [InlineData(CrashPoints.BeforeOutcome, OrderStatus.Open, 1)]
    public async Task What_may_have_been_sent_is_found_or_given_to_a_person_without_anybody_asking(string point, OrderStatus end, int placed)
    {
        await broker.ClearFaults();
        var key = "alone-" + point;
        var gate = new HoldGate(point);
        await using var dead = await OrderWorld.Start(broker, folder.File("ticker.db"), services => services.AddSingleton<ICrashPoints>(gate));
        var abandoned = dead.Order(key).Place(dead.Request());
        await gate.Reached.WaitAsync(OrderWorld.Patience);
        await using (var next = await OrderWorld.Start(broker, folder.File("ticker.db")))
        {
            var order = await next.Until(key, end);
            Assert.Equal(placed, await broker.Placed(order.Tag));
        }
        gate.Die();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
    }
}
