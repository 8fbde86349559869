using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Grains.Tests.Support;
using Kite.Rest;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using OrderStatus = Grains.Interfaces.Orders.OrderStatus;

namespace Grains.Tests.Accounts;

public sealed class AccountGrainTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
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

    [Fact]
    public async Task A_simulated_account_logs_in_by_itself_and_shows_no_secret()
    {
        var session = await world.Account.GetSession();
        Assert.Equal((TokenState.Valid, 1), (session.State, session.Generation));
        Assert.DoesNotContain(session.AccessToken!, session.ToString(), StringComparison.Ordinal);
        var permit = await world.Account.AcquirePermit(RequestKind.Other);
        Assert.Equal((true, session.AccessToken), (permit.Granted, permit.AccessToken));
        Assert.DoesNotContain(session.AccessToken!, permit.ToString(), StringComparison.Ordinal);
        var status = await world.Account.GetStatus();
        Assert.Equal(("sim", "simulator", broker.Simulator.UserId, TokenState.Valid), (status.Account, status.Broker, status.UserId, status.State));
        Assert.NotNull(status.ValidUntil);
    }

    /// <summary>The world's clock is the simulated market's; what the broker answers is dated by the machine's.</summary>
    [Fact]
    public async Task A_clock_that_is_far_from_the_brokers_is_told_of_and_stops_nothing()
    {
        Assert.Null((await world.Account.GetStatus()).ClockOffset);
        await world.Account.GetSession();
        var status = await world.Account.GetStatus();
        var off = (TimeProvider.System.GetUtcNow() - broker.Simulator.Clock.GetUtcNow()).TotalSeconds;
        Assert.InRange(status.ClockOffset!.Value, off - 60, off + 60);
        Assert.Matches(@"^This machine's clock is \d+\.\d s (behind|ahead of) the broker's: synchronise it\.$", status.ClockAlarm);
        Assert.Equal(("degraded", TokenState.Valid, status.ClockAlarm), (status.Health, status.State, Assert.Single(status.Reasons)));
        Assert.True((await world.Account.AcquirePermit(RequestKind.Order)).Granted);
    }

    [Fact]
    public async Task A_clock_that_agrees_with_the_brokers_is_no_trouble()
    {
        await using var agreeing = await OrderWorld.Start(broker, folder.File("agreeing.db"), services => services.AddSingleton(TimeProvider.System));
        await agreeing.Account.GetSession();
        var status = await agreeing.Account.GetStatus();
        Assert.InRange(status.ClockOffset!.Value, -2, 2);
        Assert.Null(status.ClockAlarm);
    }

    [Fact]
    public async Task Fifty_who_need_a_session_share_one_login()
    {
        var sessions = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.Account.GetSession()));
        Assert.All(sessions, s => Assert.Equal(1, s.Generation));
    }

    [Fact]
    public async Task A_reported_token_is_replaced_once()
    {
        await world.Account.GetSession();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.Account.ReportTokenRejected(1, "dead")));
        while ((await world.Account.GetSession()).AccessToken is null)
            await Task.Yield();
        Assert.Equal(2, (await world.Account.GetSession()).Generation);
    }

    [Fact]
    public async Task A_person_logs_in_through_the_redirect()
    {
        using var http = KiteRestClient.CreateHttpClient();
        var page = await http.GetAsync(new Uri(await world.Account.BeginLogin()));
        var query = QueryHelpers.ParseQuery(page.Headers.Location!.Query);
        Assert.Equal("sim", query["account"]);
        Assert.False((await world.Account.CompleteLogin(query["request_token"]!, "made up")).Done);
        Assert.False((await world.Account.CompleteLogin("", query["nonce"]!)).Done);
        var reply = await world.Account.CompleteLogin(query["request_token"]!, query["nonce"]!);
        Assert.True(reply.Done, reply.Message);
        Assert.False((await world.Account.CompleteLogin(query["request_token"]!, query["nonce"]!)).Done);
        Assert.Equal(TokenState.Valid, (await world.Account.GetStatus()).State);
    }

    [Fact]
    public async Task A_request_token_that_the_broker_does_not_know_is_refused_with_its_words()
    {
        var nonce = QueryHelpers.ParseQuery(QueryHelpers.ParseQuery(new Uri(await world.Account.BeginLogin()).Query)["redirect_params"]!)["nonce"];
        var reply = await world.Account.CompleteLogin("guess", nonce!);
        Assert.False(reply.Done);
        Assert.Contains("log-in failed", reply.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task An_account_that_is_not_configured_does_not_exist() =>
        Assert.ThrowsAsync<ArgumentException>(() => world.Client.GetGrain<IAccountGrain>(GrainKeys.Account("nobody")).GetStatus());

    [Fact]
    public async Task A_budget_that_is_used_up_says_when_to_come_back()
    {
        await using var tight = await OrderWorld.Start(broker, folder.File("tight.db"), services =>
            services.PostConfigure<BrokerOptions>(o => o.HistoricalPerSecond = 1));
        await tight.Account.GetSession();
        Assert.True((await tight.Account.AcquirePermit(RequestKind.Historical)).Granted);
        var refused = await tight.Account.AcquirePermit(RequestKind.Historical);
        Assert.False(refused.Granted);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1.05));
        Assert.Contains("refused", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind=refuse&status=503")]
    [InlineData("kind=refuse&status=403")]
    public async Task A_reading_that_fails_is_repeated(string fault)
    {
        var key = "read" + fault[^3..];
        await world.Order(key).Place(world.Request());
        await broker.Control($"faults?{fault}&method=GET&path=/orders&count=2");
        await world.Order(key).Cancel();
        await world.Until(key, OrderStatus.Cancelled);
        Assert.NotNull((await world.Account.GetStatus()).LastReconciledAt);
    }

    [Fact]
    public async Task A_reading_that_fails_in_a_way_that_nobody_foresaw_is_repeated()
    {
        await using var odd = await OrderWorld.Start(broker, folder.File("odd.db"), services => services.AddSingleton<IOrderStore>(
            provider => new FlakyStore(ActivatorUtilities.CreateInstance<OrderStore>(provider)) { AccountFailure = new FormatException("odd") }));
        await odd.Account.GetSession();
        await odd.Account.RequestReconcile("test");
        using var limit = new CancellationTokenSource(OrderWorld.Patience);
        while ((await odd.Account.GetStatus()).LastReconciledAt is null)
        {
            Assert.False(limit.IsCancellationRequested, "The book was not read again.");
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Without_a_token_the_book_is_not_read()
    {
        await using var real = await OrderWorld.Start(broker, folder.File("real.db"), services => services.AddSingleton(new AccountRegistry([new AccountOptions
        {
            Broker = "kite", ApiKey = broker.Simulator.ApiKey, ApiSecret = broker.Simulator.ApiSecret, Addresses = broker.Addresses,
        }])));
        await real.Account.RequestReconcile("test");
        var session = await real.Account.GetSession();
        Assert.Equal((TokenState.NeedsLogin, null), (session.State, session.AccessToken));
        Assert.Null((await real.Account.GetStatus()).LastReconciledAt);
    }
}
