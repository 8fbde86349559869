using Grains.Accounts;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Orders;

public sealed class OutcomeTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
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

    [Theory]
    [InlineData("kind=hold-after")]
    [InlineData("kind=drop-after")]
    [InlineData("kind=refuse-after&status=502")]
    [InlineData("kind=refuse-after&status=503")]
    public async Task An_answer_that_is_lost_after_the_broker_took_it_ends_adopted(string fault)
    {
        var key = Key("lost", fault);
        await broker.FailPlacement(fault);
        var reply = await world.Order(key).Place(world.Request());
        Assert.Equal((OrderReplyKind.Pending, OrderStatus.Unknown), (reply.Kind, reply.Order!.Status));
        var adopted = await world.Until(key, OrderStatus.Open);
        Assert.NotNull(adopted.OrderId);
        Assert.Equal(OrderReplyKind.Replay, (await world.Order(key).Place(world.Request())).Kind);
        Assert.Equal(1, await broker.Placed(adopted.Tag));
    }

    [Theory]
    [InlineData("kind=hold-before")]
    [InlineData("kind=drop-before")]
    [InlineData("kind=refuse&status=502")]
    public async Task What_never_arrived_is_never_sent_again_by_itself(string fault)
    {
        var key = Key("never", fault);
        await broker.FailPlacement(fault);
        var reply = await world.Order(key).Place(world.Request());
        Assert.Equal((OrderReplyKind.Pending, OrderStatus.Unknown), (reply.Kind, reply.Order!.Status));
        var dead = await world.Until(key, OrderStatus.DeadLettered);
        Assert.Equal(OrderReplyKind.Replay, (await world.Order(key).Place(world.Request())).Kind);
        Assert.Equal(0, await broker.Placed(dead.Tag));
    }

    [Fact]
    public async Task What_never_arrived_is_sent_once_more_where_that_was_asked_for()
    {
        await broker.FailPlacement("kind=hold-before");
        await world.Order("resend").Place(world.Request(resend: true));
        var sent = await world.Until("resend", OrderStatus.Open);
        Assert.Equal(2, sent.History.Count(e => e.Status == OrderStatus.Submitting));
        Assert.Equal(1, await broker.Placed(sent.Tag));
    }

    [Fact]
    public async Task The_second_sending_is_the_last()
    {
        await broker.FailPlacement("kind=drop-before", count: 2);
        await world.Order("last").Place(world.Request(resend: true));
        var dead = await world.Until("last", OrderStatus.DeadLettered);
        Assert.Equal(2, dead.History.Count(e => e.Status == OrderStatus.Submitting));
        Assert.Equal(0, await broker.Placed(dead.Tag));
    }

    [Fact]
    public async Task A_429_sends_nothing_and_the_same_request_may_be_repeated()
    {
        await broker.FailPlacement("kind=refuse&status=429", count: 100);
        var reply = await world.Order("busy").Place(world.Request());
        Assert.Equal((OrderReplyKind.NotSent, OrderStatus.IntentRecorded), (reply.Kind, reply.Order!.Status));
        Assert.True(reply.RetryAfter > TimeSpan.Zero);
        Assert.NotNull(reply.Problem);
        await broker.ClearFaults();
        var again = await world.Order("busy").Place(world.Request());
        Assert.Equal(OrderReplyKind.Accepted, again.Kind);
        Assert.Equal(1, await broker.Placed(reply.Order.Tag));
    }

    [Fact]
    public async Task A_429_is_waited_out_within_the_deadline()
    {
        await broker.FailPlacement("kind=refuse&status=429");
        var reply = await world.Order("patient").Place(world.Request());
        Assert.True(reply.Kind == OrderReplyKind.Accepted, reply.Problem?.Message);
        Assert.Equal(2, reply.Order!.History.Count(e => e.Status == OrderStatus.Submitting));
        Assert.Equal(1, await broker.Placed(reply.Order.Tag));
    }

    [Fact]
    public async Task What_was_not_sent_by_its_deadline_is_not_sent_any_more()
    {
        await broker.FailPlacement("kind=refuse&status=429", count: 100);
        var request = world.Request() with { DeadlineMs = 50 };
        var reply = await world.Order("late").Place(request);
        Assert.Equal(OrderReplyKind.NotSent, reply.Kind);
        await broker.ClearFaults();
        // By the order's own clock: a timer may fire a little early.
        while (broker.Simulator.Clock.GetUtcNow() <= reply.Order!.CreatedAt.AddMilliseconds(60))
            await Task.Delay(TimeSpan.FromMilliseconds(10), broker.Simulator.Clock);
        Assert.Equal(OrderStatus.Expired, (await world.Order("late").Place(request)).Order!.Status);
        Assert.Equal(0, await broker.Placed(reply.Order!.Tag));
    }

    [Fact]
    public async Task A_token_that_dies_is_replaced_and_the_order_goes_out_once()
    {
        await world.Account.GetSession();
        await broker.Control("tokens/kill");
        var reply = await world.Order("token").Place(world.Request());
        Assert.True(reply.Kind == OrderReplyKind.Accepted, reply.Problem?.Message);
        Assert.Equal(1, await broker.Placed(reply.Order!.Tag));
        Assert.Equal(2, reply.Order.History.Count(e => e.Status == OrderStatus.Submitting));
        Assert.True((await world.Account.GetSession()).Generation >= 2);
    }

    [Fact]
    public async Task A_broker_that_refuses_every_token_gets_the_order_never()
    {
        await broker.FailPlacement("kind=refuse&status=403", count: 10);
        var reply = await world.Order("locked").Place(world.Request());
        Assert.Equal((OrderReplyKind.NotSent, OrderStatus.IntentRecorded), (reply.Kind, reply.Order!.Status));
        Assert.Equal(0, await broker.Placed(reply.Order.Tag));
        await broker.ClearFaults();
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("locked").Place(world.Request())).Kind);
    }

    [Fact]
    public async Task A_broker_that_cannot_be_reached_gets_nothing()
    {
        await using var lost = await OrderWorld.Start(broker, folder.File("lost.db"), services => services.AddSingleton(new AccountRegistry([new AccountOptions
        {
            ApiKey = broker.Simulator.ApiKey,
            ApiSecret = broker.Simulator.ApiSecret,
            // The log-in and the reads go to the broker, orders to a port where nobody listens.
            Addresses = broker.Addresses with { Rest = new Uri("http://127.0.0.1:1") },
        }])).PostConfigure<OrderOptions>(o => o.SubmitDeadline = TimeSpan.FromMilliseconds(300)).AddSingleton<ITokenSources>(new Borrowed()));
        var reply = await lost.Order("refused").Place(lost.Request());
        Assert.Equal((OrderReplyKind.NotSent, OrderStatus.IntentRecorded), (reply.Kind, reply.Order!.Status));
        Assert.Contains("same key", reply.Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_login_the_order_waits_no_longer_than_its_deadline()
    {
        await using var real = await OrderWorld.Start(broker, folder.File("real.db"), services => services.AddSingleton(new AccountRegistry([new AccountOptions
        {
            Broker = "kite", ApiKey = broker.Simulator.ApiKey, ApiSecret = broker.Simulator.ApiSecret, Addresses = broker.Addresses,
        }])).PostConfigure<OrderOptions>(o => (o.SubmitDeadline, o.CircuitLimitWait) = (TimeSpan.FromMilliseconds(300), TimeSpan.Zero)));
        var reply = await real.Order("waiting").Place(real.Request());
        Assert.Equal((OrderReplyKind.NotSent, OrderStatus.IntentRecorded, "live"), (reply.Kind, reply.Order!.Status, reply.Order.Mode));
        Assert.Equal(TokenState.NeedsLogin, (await real.Account.GetStatus()).State);
        var repeated = await real.Order("waiting").Place(real.Request());
        Assert.Equal(OrderReplyKind.NotSent, repeated.Kind);
        Assert.Equal(reply.Order.Version, repeated.Order!.Version);
    }

    /// <summary>The broker is shared by the tests of this class and knows orders by what follows from their keys.</summary>
    static string Key(string what, string fault) => what + string.Concat(fault.Where(char.IsAsciiLetterOrDigit));

    sealed class Borrowed : ITokenSources, ITokenSource
    {
        public bool Unattended => true;

        public ITokenSource For(AccountOptions account) => this;

        public Task<Kite.Outcome<Kite.KiteSession>> LogIn(AccountOptions account, CancellationToken cancellationToken) =>
            Task.FromResult(Kite.Outcome<Kite.KiteSession>.Accepted(new Kite.KiteSession("XX", account.ApiKey, "token", "", default)));
    }
}
