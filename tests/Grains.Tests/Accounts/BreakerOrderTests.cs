using Grains.Accounts;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using OrderStatus = Grains.Interfaces.Orders.OrderStatus;

namespace Grains.Tests.Accounts;

public sealed class BreakerOrderTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
{
    readonly TempFolder folder = new();
    OrderWorld world = null!;

    public async Task InitializeAsync()
    {
        await broker.ClearFaults();
        world = await OrderWorld.Start(broker, folder.File("ticker.db"), services => services.PostConfigure<BrokerOptions>(o =>
            (o.BreakerFailures, o.BreakerOpenFor) = (2, TimeSpan.FromMinutes(2))));
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_opens_the_breaker_which_refuses_orders_at_once_and_lets_a_cancel_through()
    {
        await world.Order("resting").Place(world.Request());
        await broker.FailPlacement("kind=drop-before", count: 2);
        await world.Order("x1").Place(world.Request());
        await world.Order("x2").Place(world.Request());
        var requests = await broker.Requests("POST /orders/*");

        var refused = await world.Order("x3").Place(world.Request());
        Assert.Equal((OrderReplyKind.NotSent, OrderStatus.IntentRecorded), (refused.Kind, refused.Order!.Status));
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        Assert.Contains("circuit breaker", refused.Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(requests, await broker.Requests("POST /orders/*"));
        var status = await world.Account.GetStatus();
        var breaker = Assert.Single(status.Breakers, b => b.Class == RequestKind.Order);
        Assert.Equal((BreakerState.Open, "degraded"), (breaker.State, status.Health));
        Assert.NotNull(breaker.OpenUntil);
        Assert.NotEmpty(breaker.Reason);

        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("resting").Cancel()).Kind);
        Assert.Equal(BreakerState.Closed, (await world.Account.GetStatus()).Breakers.Single(b => b.Class == RequestKind.Order).State);
    }
}
