using Grains.Baskets;
using Grains.Interfaces;
using Grains.Interfaces.Baskets;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Baskets;

public sealed class BasketTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
{
    readonly TempFolder folder = new();
    OrderWorld world = null!;

    public async Task InitializeAsync()
    {
        await broker.ClearFaults();
        world = await Start();
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        folder.Dispose();
    }

    Task<OrderWorld> Start(Action<IServiceCollection>? configure = null) => OrderWorld.Start(broker, folder.File("ticker.db"), services =>
    {
        services.AddBaskets(new Microsoft.Extensions.Configuration.ConfigurationManager());
        services.PostConfigure<BasketOptions>(o => o.Look = TimeSpan.FromMilliseconds(50));
        configure?.Invoke(services);
    });

    static IBasketGrain Basket(OrderWorld world, string key) => world.Client.GetGrain<IBasketGrain>(GrainKeys.Basket("desk", key));

    static BasketRequest Request(params OrderRequest[] legs) => new() { Legs = [.. legs] };

    static async Task<BasketView> Until(OrderWorld world, string key, BasketStatus status)
    {
        using var limit = new CancellationTokenSource(OrderWorld.Patience);
        while (true)
        {
            var view = await Basket(world, key).Get();
            if (view?.Status == status)
                return view;
            Assert.False(limit.IsCancellationRequested, $"Basket {key} is {view?.Status}: {view?.Message} [{string.Join(", ", view?.Legs.Select(l => l.Order?.Status) ?? [])}]");
            await Task.Yield();
        }
    }

    static string Tag(string key, int leg) => OrderIdentity.Tag("desk", BasketIdentity.LegKey(BasketIdentity.Id("desk", key), leg));

    [Fact]
    public async Task A_basket_is_placed_leg_by_leg_and_completes()
    {
        var reply = await Basket(world, "all").Place(Request(world.Request(fills: true), world.Request(fills: true)));
        Assert.True(reply.Kind == OrderReplyKind.Accepted, reply.Problem?.Message);
        Assert.True(reply.Basket!.Margin > 0);
        var done = await Until(world, "all", BasketStatus.Complete);
        Assert.All(done.Legs, leg => Assert.Equal(OrderStatus.Complete, leg.Order!.Status));
        Assert.Equal((1, 1), (await broker.Placed(Tag("all", 0)), await broker.Placed(Tag("all", 1))));
    }

    [Fact]
    public async Task A_refused_leg_takes_open_ones_back_and_what_filled_is_said()
    {
        await world.DisposeAsync();
        world = await Start(services => services.AddSingleton<ICrashPoints>(new BeforeTheThirdLeg(() => broker.FailPlacement("kind=refuse&status=400&error_type=InputException"))));
        var reply = await Basket(world, "refused").Place(Request(world.Request(fills: true), world.Request(), world.Request() with { Quantity = 2 * broker.Option.LotSize }));
        Assert.True(reply.Kind == OrderReplyKind.Accepted, reply.Problem?.Message);
        var done = await Until(world, "refused", BasketStatus.RolledBack);
        Assert.Equal([OrderStatus.Complete, OrderStatus.Cancelled, OrderStatus.Rejected], done.Legs.Select(l => l.Order!.Status));
        Assert.Contains("Leg 2 was refused", done.Message, StringComparison.Ordinal);
        Assert.Contains("still held", done.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leg_that_breaks_a_rule_is_named_and_nothing_is_stored()
    {
        var reply = await Basket(world, "broken").Place(Request(world.Request(), world.Request() with { Quantity = 1 }));
        Assert.Equal((OrderReplyKind.Invalid, "lot_size", "legs[1].quantity"), (reply.Kind, reply.Problem!.Code, reply.Problem.Field));
        Assert.Null(await Basket(world, "broken").Get());
        Assert.Equal(0, await broker.Placed(Tag("broken", 0)));
    }

    [Fact]
    public async Task A_basket_that_the_account_cannot_carry_is_refused_before_anything_is_sent()
    {
        var huge = world.Request(fills: true) with { TransactionType = "SELL", Quantity = 20 * broker.Option.LotSize, Price = broker.Limits.Upper };
        var reply = await Basket(world, "huge").Place(Request([.. Enumerable.Repeat(huge, 20)]));
        Assert.Equal((OrderReplyKind.Invalid, "insufficient_margin"), (reply.Kind, reply.Problem!.Code));
        Assert.Equal(0, await broker.Placed(Tag("huge", 0)));
    }

    [Fact]
    public async Task A_broker_that_cannot_be_asked_for_the_margin_gets_no_order()
    {
        await broker.Control("faults?kind=refuse&status=502&method=POST&path=/margins/basket&count=1");
        var reply = await Basket(world, "unasked").Place(Request(world.Request()));
        Assert.Equal((OrderReplyKind.NotSent, "margin_unknown"), (reply.Kind, reply.Problem!.Code));
        Assert.NotNull(reply.RetryAfter);
        Assert.Equal(OrderReplyKind.Accepted, (await Basket(world, "unasked").Place(Request(world.Request()))).Kind);
    }

    [Fact]
    public async Task The_same_key_is_the_same_basket_and_another_payload_a_conflict()
    {
        var request = Request(world.Request(), world.Request());
        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Basket(world, "same").Place(request)));
        Assert.Single(replies, r => r.Kind == OrderReplyKind.Accepted);
        Assert.Equal(9, replies.Count(r => r is { Kind: OrderReplyKind.Replay, Basket.Existing: true }));
        Assert.Equal((1, 1), (await broker.Placed(Tag("same", 0)), await broker.Placed(Tag("same", 1))));
        Assert.Equal(OrderReplyKind.Conflict, (await Basket(world, "same").Place(request with { Sequential = false })).Kind);
    }

    [Fact]
    public async Task A_basket_is_cancelled_on_request()
    {
        await Basket(world, "cancel").Place(Request(world.Request(), world.Request()));
        Assert.Equal(OrderReplyKind.Accepted, (await Basket(world, "cancel").Cancel()).Kind);
        var done = await Until(world, "cancel", BasketStatus.Cancelled);
        Assert.All(done.Legs, leg => Assert.Equal(OrderStatus.Cancelled, leg.Order!.Status));
        Assert.Equal(OrderReplyKind.Replay, (await Basket(world, "cancel").Cancel()).Kind);
        Assert.Equal(OrderReplyKind.NotFound, (await Basket(world, "never").Cancel()).Kind);
    }

    [Fact]
    public async Task Of_two_exits_one_fill_cancels_the_other()
    {
        await Basket(world, "oco").Place(new() { Kind = BasketKind.Oco, Sequential = false, Legs = [world.Request(), world.Request(fills: true)] });
        var done = await Until(world, "oco", BasketStatus.Complete);
        Assert.Equal([OrderStatus.Cancelled, OrderStatus.Complete], done.Legs.Select(l => l.Order!.Status));
    }

    public static TheoryData<string> Points() => [.. CrashPoints.Basket.Where(p => p != CrashPoints.BasketClosing), .. CrashPoints.All];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_process_that_stops_anywhere_leaves_a_basket_whose_legs_are_placed_once(string point)
    {
        await world.DisposeAsync();
        var gate = new HoldGate(point);
        world = await Start(services => services.AddSingleton<ICrashPoints>(gate));
        var request = Request(world.Request(resend: true), world.Request(resend: true));
        var abandoned = Basket(world, point).Place(request);
        await gate.Reached.WaitAsync(OrderWorld.Patience);
        await using (var next = await Start())
        {
            var reply = await Basket(next, point).Place(request);
            Assert.Contains(reply.Kind, new[] { OrderReplyKind.Accepted, OrderReplyKind.Replay });
            await Until(next, point, BasketStatus.Working);
            Assert.Equal((1, 1), (await broker.Placed(Tag(point, 0)), await broker.Placed(Tag(point, 1))));
        }

        gate.Die();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
    }

    [Fact]
    public async Task A_basket_goes_on_after_a_crash_without_anybody_asking()
    {
        await world.DisposeAsync();
        var gate = new HoldGate(CrashPoints.BasketLegPlaced);
        world = await Start(services => services.AddSingleton<ICrashPoints>(gate));
        var abandoned = Basket(world, "alone").Place(Request(world.Request(), world.Request()));
        await gate.Reached.WaitAsync(OrderWorld.Patience);
        await using (var next = await Start())
        {
            await Until(next, "alone", BasketStatus.Working);
            Assert.Equal((1, 1), (await broker.Placed(Tag("alone", 0)), await broker.Placed(Tag("alone", 1))));
        }

        gate.Die();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
    }

    sealed class BeforeTheThirdLeg(Func<Task> act) : ICrashPoints
    {
        int placed;

        public async ValueTask At(string point, string key)
        {
            if (point == CrashPoints.BasketLegPlaced && ++placed == 2)
                await act();
        }
    }
}
