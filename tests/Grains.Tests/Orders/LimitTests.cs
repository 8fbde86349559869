using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Storage;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Orders;

public sealed class LimitTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
{
    readonly TempFolder folder = new();

    public Task InitializeAsync() => broker.ClearFaults();

    public Task DisposeAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    Task<OrderWorld> World(Action<OrderLimitOptions> limits) => OrderWorld.Start(
        broker, folder.File("ticker.db"), services => services.PostConfigure<OrderOptions>(o => limits(o.Limits)));

    [Theory]
    [InlineData("limit_quantity")]
    [InlineData("limit_value")]
    public async Task An_order_beyond_a_limit_is_refused_by_its_name(string code)
    {
        await using var world = await World(limits =>
        {
            if (code == "limit_quantity")
                limits.Owners["desk"] = new OrderLimit { MaxQuantity = broker.Option.LotSize };
            else
                limits.Accounts["sim"] = new OrderLimit { MaxValue = broker.Limits.Lower * broker.Option.LotSize };
        });
        var before = await broker.PlacedInAll();
        var reply = await world.Order("beyond").Place(world.Request() with { Quantity = 2 * broker.Option.LotSize });
        Assert.Equal((OrderReplyKind.Invalid, code), (reply.Kind, reply.Problem?.Code));
        Assert.Equal(before, await broker.PlacedInAll());
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("within").Place(world.Request())).Kind);
    }

    [Theory]
    [InlineData("105", "100", null)]
    [InlineData("105.05", "100", "limit_price_band")]
    [InlineData("94.95", "100", "limit_price_band")]
    [InlineData("100", null, "limit_price_band")]
    [InlineData(null, "100", null)]
    [InlineData(null, "300", "limit_value")]
    [InlineData(null, null, "limit_value")]
    public void A_price_is_measured_by_the_last_one(string? price, string? last, string? code)
    {
        static decimal? Read(string? text) => text is null ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var request = Samples.Request() with { Price = Read(price), OrderType = price is null ? "MARKET" : "LIMIT" };
        Assert.Equal(code, OrderLimits.Priced(request, new OrderLimit { PriceBandPercent = 5, MaxValue = 20_000 }, Read(last))?.Code);
    }

    [Theory]
    [InlineData("limit_open_orders")]
    [InlineData("limit_orders_per_day")]
    public async Task Of_many_at_once_as_many_pass_as_the_limit_allows(string code)
    {
        await using var world = await World(limits =>
        {
            limits.MaxOpenOrders = code == "limit_open_orders" ? 3 : null;
            limits.MaxOrdersPerDay = code == "limit_orders_per_day" ? 3 : null;
        });
        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => world.Order($"{code}.{i}").Place(world.Request())));
        Assert.Equal(3, replies.Count(reply => reply.Kind == OrderReplyKind.Accepted));
        Assert.All(replies.Where(reply => reply.Kind != OrderReplyKind.Accepted), reply => Assert.Equal(code, reply.Problem!.Code));
    }

    [Fact]
    public async Task The_kill_switch_refuses_new_orders_cancels_open_ones_and_outlives_a_restart()
    {
        await using (var world = await World(_ => { }))
        {
            await world.Order("open").Place(world.Request());
            await world.Until("open", OrderStatus.Open);
            var reply = await Switch(world).Set(new KillSwitchRequest(null, true, true, "fat finger", "anna"));
            Assert.Equal((true, 1), (reply.Stored, reply.Cancelling));
            var refused = await world.Order("new").Place(world.Request());
            Assert.Equal((OrderReplyKind.Invalid, "kill_switch"), (refused.Kind, refused.Problem?.Code));
            Assert.Equal(OrderReplyKind.Replay, (await world.Order("open").Place(world.Request())).Kind);
            await world.Until("open", OrderStatus.Cancelled);
        }
        await using var next = await World(_ => { });
        Assert.Equal("kill_switch", (await next.Order("new").Place(next.Request())).Problem?.Code);
        Assert.True(Assert.Single(await Switch(next).Get()).Engaged);
        await Switch(next).Set(new KillSwitchRequest(null, false, false, null, "anna"));
        Assert.Equal(OrderReplyKind.Accepted, (await next.Order("new").Place(next.Request())).Kind);
    }

    [Fact]
    public async Task The_kill_switch_of_another_process_holds_at_once()
    {
        await using var world = await World(_ => { });
        await using var database = await TickerDatabase.Open(folder.File("ticker.db"), TimeProvider.System);
        await new DeskStore(database, TimeProvider.System).Set(new KillSwitchRow("sim", true, null, "anna", TimeProvider.System.GetUtcNow()));
        Assert.Equal("kill_switch", (await world.Order("other").Place(world.Request())).Problem?.Code);
    }

    [Fact]
    public async Task The_kill_switch_works_without_the_database()
    {
        await using var world = await OrderWorld.Start(broker, folder.File("ticker.db"), services => services.AddSingleton<IOrderStore>(
            provider => new FlakyStore(ActivatorUtilities.CreateInstance<OrderStore>(provider)) { Down = true }));
        await world.Services.GetRequiredService<TickerDatabase>().DisposeAsync();
        var reply = await Switch(world).Set(new KillSwitchRequest("sim", true, true, null, "anna"));
        Assert.Equal((true, false, 0), (reply.State.Engaged, reply.Stored, reply.Cancelling));
        Assert.NotNull(world.Services.GetRequiredService<KillSwitchBoard>().Refusing("sim"));
    }

    [Fact]
    public async Task What_reduces_a_position_goes_where_the_position_is()
    {
        AccountOptions Account(string id) => new()
        {
            Id = id, UserId = broker.Simulator.UserId, ApiKey = broker.Simulator.ApiKey, ApiSecret = broker.Simulator.ApiSecret, Addresses = broker.Addresses,
        };
        await using var world = await OrderWorld.Start(broker, folder.File("pool.db"), services => services
            .AddSingleton(new AccountRegistry([Account("a"), Account("b"), Account("c")]))
            .PostConfigure<OrderOptions>(o => o.Pools["desk"] = ["a", "b"]));
        var desk = world.Services.GetRequiredService<DeskStore>();
        var auto = world.Request() with { Account = "auto", Pool = "desk" };
        Assert.Equal("unknown_account", (await world.Order("nameless").Place(auto with { Pool = null })).Problem?.Code);
        Assert.Equal("unknown_pool", (await world.Order("nopool").Place(auto with { Pool = "none" })).Problem?.Code);
        Assert.Equal("a", (await world.Order("first").Place(auto)).Order?.Account);
        await desk.Adjust("b", broker.Option.Key.ToString(), "NRML", broker.Option.LotSize, "anna");
        var sell = auto with { TransactionType = "SELL", Price = broker.Limits.Upper };
        Assert.Equal("b", (await world.Order("reduce").Place(sell)).Order?.Account);
        Assert.Equal("position_elsewhere", (await world.Order("pinned").Place(sell with { Account = "a", Pool = null })).Problem?.Code);
        Assert.Equal("b", (await world.Order("reduce").Place(sell)).Order?.Account);
    }

    static IKillSwitchGrain Switch(OrderWorld world) => world.Client.GetGrain<IKillSwitchGrain>(GrainKeys.KillSwitch);
}
