using Grains.Accounts;
using Grains.Feeds;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Orders;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Accounts;

/// <summary>The daily end of a token, and its end in the middle of a session, while orders and a feed are running; the broker counts what reaches it.</summary>
public sealed class TokenRolloverTests : IAsyncLifetime
{
    const int Carried = 400;
    const string Place = "POST /orders/*";
    const string Mint = "POST /session/token";

    readonly BrokerFixture broker = new();
    readonly TempFolder folder = new();
    OrderWorld world = null!;
    IFeedGrain feed = null!;
    AheadClock clock = null!;

    public async Task InitializeAsync()
    {
        await broker.InitializeAsync();
        world = await OrderWorld.Start(broker, folder.File("ticker.db"), services =>
        {
            services.AddSingleton<TimeProvider>(clock = new AheadClock(broker.Simulator.Clock));
            // The load is paced by the account's own budget.
            services.PostConfigure<BrokerOptions>(o => (o.OrdersPerSecond, o.OrdersPerMinute) = (40, 100_000));
        });
        await world.Account.GetSession();
        feed = world.Client.GetGrain<IFeedGrain>(GrainKeys.Feed("sim", 0));
        var listed = broker.Master.Options("NIFTY", broker.Master.Expiries("NIFTY")[^1]).Concat(broker.Master.Options("NIFTY", broker.Master.Expiries("NIFTY")[1])).Take(Carried).ToArray();
        count = listed.Length;
        await feed.Carry([.. listed.Select(i => new FeedInstrument(i.Token, i.Key.ToString()))]);
        await Streaming();
    }

    int count;

    public async Task DisposeAsync()
    {
        await feed.Stop();
        await world.DisposeAsync();
        await broker.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task At_six_in_the_morning_the_token_is_replaced_once_and_no_order_goes_out_with_the_dead_one()
    {
        var (mints, generation) = (await broker.Requests(Mint), (await world.Account.GetSession()).Generation);
        using var stop = new CancellationTokenSource();
        var load = Load("night", stop.Token);
        await Placed(10);
        // In the last seconds nothing leaves any more: whoever was on the way comes back, and is then told that its order was not sent.
        clock.Ahead = new DateTimeOffset(2025, 11, 22, 5, 59, 57, TimeSpan.FromHours(5.5)) - broker.Simulator.Clock.Now;
        Array.Clear(unsent);
        await Until(() => Task.FromResult(unsent.All(count => count >= 2)), "the last orders before six");
        // The broker's list of orders is that of the day.
        var friday = await broker.PlacedInAll();
        await broker.Control("clock/advance?to=2025-11-24 09:20:00");
        clock.Ahead = TimeSpan.Zero;
        Assert.True(broker.Simulator.Clock.Now > new DateTimeOffset(2025, 11, 22, 6, 0, 0, TimeSpan.FromHours(5.5)));
        var session = await Renewed(generation);
        await Streaming();
        await stop.CancelAsync();
        await load;
        Assert.Equal(generation + 1, session.Generation);
        Assert.Equal(mints + 1, await broker.Requests(Mint));
        Assert.Equal(0, await broker.Requests(Place, deadToken: true));
        await OneOrderForEachRequest(friday);
    }

    [Fact]
    public async Task In_the_middle_of_a_session_the_token_is_replaced_once_and_every_request_becomes_one_order()
    {
        var (mints, profiles, generation) = (await broker.Requests(Mint), await broker.Requests("GET /user/profile"), (await world.Account.GetSession()).Generation);
        using var stop = new CancellationTokenSource();
        var load = Load("day", stop.Token);
        await Placed(10);
        await broker.Control("tokens/kill");
        await Renewed(generation);
        await Streaming();
        await Placed(10);
        await stop.CancelAsync();
        await load;
        Assert.Equal(mints + 1, await broker.Requests(Mint));
        // Whoever was on the way when it died; after the first refusal nobody.
        Assert.InRange(await broker.Requests(Place, deadToken: true), 0, Workers);
        Assert.InRange(await broker.Requests("GET /user/profile") - profiles, 0, 2);
        await OneOrderForEachRequest();
    }

    [Fact]
    public async Task A_broker_that_refuses_the_login_is_asked_once_and_not_again()
    {
        await broker.Control("faults?kind=refuse&status=403&method=POST&path=/session/token&count=1000");
        var mints = await broker.Requests(Mint);
        await broker.Control("tokens/kill");
        await world.Account.ReportTokenRejected((await world.Account.GetSession()).Generation, "test");
        var keys = Enumerable.Range(0, 50).Select(i => world.Order($"no{i}").Place(world.Request())).ToArray();
        var replies = await Task.WhenAll(keys);
        Assert.All(replies, r => Assert.Equal(OrderReplyKind.NotSent, r.Kind));
        Assert.Equal(TokenState.Rejected, (await world.Account.GetStatus()).State);
        Assert.InRange(await broker.Requests(Mint) - mints, 1, 1);
        Assert.Equal(0, await broker.Requests(Place, deadToken: true));
    }

    const int Workers = 8;
    readonly int[] unsent = new int[Workers];
    int placed;
    readonly System.Collections.Concurrent.ConcurrentBag<string> keys = [];

    /// <summary>Orders without a pause, each with a key of its own.</summary>
    Task Load(string name, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var key = $"{name}-{worker}-{i}";
            keys.Add(key);
            switch ((await world.Order(key).Place(world.Request())).Kind)
            {
                case OrderReplyKind.Accepted:
                    Interlocked.Increment(ref placed);
                    break;
                case OrderReplyKind.NotSent:
                    Interlocked.Increment(ref unsent[worker]);
                    break;
            }
        }
    })));

    async Task Placed(int more)
    {
        var until = Volatile.Read(ref placed) + more;
        await Until(() => Task.FromResult(Volatile.Read(ref placed) >= until), $"{more} more orders");
    }

    async Task OneOrderForEachRequest(int earlier = 0)
    {
        var taken = await broker.PlacedByTag();
        foreach (var key in keys)
        {
            if (await world.Order(key).Get() is { } view)
                Assert.InRange(taken.GetValueOrDefault(view.Tag), view.OrderId is null ? 0 : 1, 1);
        }

        Assert.Equal(taken.Values.Sum(), earlier + await broker.PlacedInAll());
    }

    async Task<SessionReply> Renewed(int generation)
    {
        SessionReply session = null!;
        await Until(async () => (session = await world.Account.GetSession()) is { AccessToken: not null } && session.Generation > generation, "a new token");
        return session;
    }

    /// <summary>The simulator's clock has no nights: the service's own shows the last seconds before the morning.</summary>
    sealed class AheadClock(TimeProvider broker) : TimeProvider
    {
        long ahead;

        public TimeSpan Ahead
        {
            get => TimeSpan.FromTicks(Volatile.Read(ref ahead));
            set => Volatile.Write(ref ahead, value.Ticks);
        }

        public override long TimestampFrequency => broker.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => broker.GetUtcNow() + Ahead;

        public override long GetTimestamp() => broker.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            broker.CreateTimer(callback, state, dueTime, period);
    }

    /// <summary>The feed is connected and the broker streams everything that it should carry.</summary>
    Task Streaming() => Until(
        async () => (await feed.GetHealth()).State == FeedState.Healthy && await broker.Subscriptions() == count, $"{count} subscriptions at the broker");

    static async Task Until(Func<Task<bool>> reached, string what)
    {
        using var limit = new CancellationTokenSource(OrderWorld.Patience);
        while (!await reached())
        {
            Assert.False(limit.IsCancellationRequested, $"Waited in vain for {what}.");
            await Task.Yield();
        }
    }
}
