using Grains.Accounts;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Orders;

public sealed class CircuitLimitBookTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
{
    readonly TempFolder folder = new();
    OrderWorld world = null!;

    public async Task InitializeAsync()
    {
        await broker.ClearFaults();
        world = await OrderWorld.Start(broker, folder.File("ticker.db"), services => services.PostConfigure<BrokerOptions>(o => o.QuotesPerSecond = 2));
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        folder.Dispose();
    }

    CircuitLimitBook Book => world.Services.GetRequiredService<CircuitLimitBook>();

    [Fact]
    public async Task Todays_limits_are_asked_for_once()
    {
        var name = broker.Option.Key.ToString();
        Assert.Equal(new CircuitLimits(broker.Limits.Lower, broker.Limits.Upper), await Book.Get(name));
        await broker.Control("faults?kind=refuse&status=503&path=/quote&count=100");
        Assert.Equal(broker.Limits.Lower, (await Book.Get(name))!.Value.Lower);
        Assert.Equal(1, Book.Count);
    }

    [Fact]
    public async Task Many_that_ask_at_once_share_requests()
    {
        var names = Names(60);
        var limits = await Task.WhenAll(names.Select(name => Book.Get(name).AsTask()));
        Assert.All(limits, limit => Assert.True(limit!.Value.Upper > limit.Value.Lower));
    }

    [Fact]
    public async Task A_whole_list_is_read_ahead()
    {
        var names = Names(700);
        Assert.Equal(700, await Book.Preload(names, default));
        await broker.Control("faults?kind=refuse&status=503&path=/quote&count=100");
        Assert.NotNull(await Book.Get(names[699]));
    }

    [Fact]
    public async Task What_is_not_quoted_has_no_limits()
    {
        Assert.Null(await Book.Get("NFO:NOTHING"));
        Assert.Equal(1, Book.Count);
    }

    [Fact]
    public async Task Where_the_limits_cannot_be_had_the_broker_alone_checks_them()
    {
        await broker.Control("faults?kind=refuse&status=503&path=/quote&count=100");
        Assert.Null(await Book.Get(broker.Option.Key.ToString()));
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("unchecked").Place(world.Request())).Kind);
    }

    [Fact]
    public async Task An_order_does_not_wait_for_them_longer_than_it_is_told()
    {
        await using var hurried = await OrderWorld.Start(broker, folder.File("hurried.db"), services =>
            services.PostConfigure<OrderOptions>(o => o.CircuitLimitWait = TimeSpan.FromMilliseconds(50)));
        await broker.Control("faults?kind=hold-before&path=/quote");
        Assert.Null(await hurried.Services.GetRequiredService<CircuitLimitBook>().Get(broker.Option.Key.ToString()));
    }

    string[] Names(int count) => [.. broker.Master.All.Where(i => i.IsOption).Take(count).Select(i => i.Key.ToString())];
}
