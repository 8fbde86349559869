using Grains.Accounts;
using Grains.Instruments;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Subscriptions;
using Grains.Tests.Market.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Grains.Tests.Instruments;

/// <summary>The refresher with a real broker over HTTP; account and subscriptions are played by the test, and its clock.</summary>
public sealed class InstrumentRefresherTests : IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    readonly ManualTime time = new(Listing.Noon);
    readonly InstrumentDirectory directory = new();
    readonly SemaphoreSlim applied = new(0);
    Broker broker = null!;
    MarketSilo login = null!;
    InstrumentRefresher refresher = null!;
    BrokerClients clients = null!;
    Func<Task<SessionReply>> session = () => Task.FromResult(new SessionReply(TokenState.NeedsLogin, null, 0, "not yet"));
    Func<Task> apply = () => Task.CompletedTask;
    volatile int asked;

    public async Task InitializeAsync()
    {
        broker = await Broker.Start();
        var accounts = new AccountRegistry([broker.Account()]);
        login = await MarketSilo.Start([broker.Account()], services: broker.AddTo);
        clients = new(accounts, Options.Create(new BrokerOptions()), TimeProvider.System);
        var factory = Stub.Factory((type, _) => type == typeof(IAccountGrain)
            ? Stub.Of<IAccountGrain>((_, _) =>
            {
                asked++;
                return session();
            })
            : Stub.Of<ISubscriptionGrain>((_, _) => Apply()));
        refresher = new(directory, accounts, clients, factory, time, NullLogger<InstrumentRefresher>.Instance);
        await refresher.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await refresher.StopAsync(CancellationToken.None);
        refresher.Dispose();
        clients.Dispose();
        await login.DisposeAsync();
        await broker.DisposeAsync();
    }

    async Task Apply()
    {
        try
        {
            await apply();
        }
        finally
        {
            applied.Release();
        }
    }

    async Task<SessionReply> Real(int generation)
    {
        var real = await login.Client.GetGrain<IAccountGrain>(Interfaces.GrainKeys.Account("sim")).GetSession();
        return real with { Generation = generation };
    }

    /// <summary>Turns the clock until the refresher has done something.</summary>
    async Task Until(Func<bool> done, TimeSpan step)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!done())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"still waiting; the account was asked {asked} times");
            time.Advance(step);
            await Task.Yield();
        }
    }

    [Fact]
    public async Task It_waits_for_a_session_then_loads_the_master_and_starts_the_subscriptions()
    {
        await Until(() => asked >= 3, TimeSpan.FromSeconds(1));
        Assert.Null(directory.Current);
        session = () => Task.FromException<SessionReply>(new TimeoutException("the account is slow"));
        var before = asked;
        await Until(() => asked > before, TimeSpan.FromSeconds(30));
        var real = await Real(1);
        session = () => Task.FromResult(real);
        await Until(() => applied.CurrentCount > 0, TimeSpan.FromSeconds(30));
        await directory.Loaded;
        Assert.NotEmpty(directory.Current!.Expiries("NIFTY"));
    }

    [Fact]
    public async Task A_download_or_a_start_that_fails_is_tried_again()
    {
        session = () => Task.FromResult(new SessionReply(TokenState.Valid, "wrong", 1, ""));
        var before = asked;
        await Until(() => asked > before + 1, TimeSpan.FromSeconds(30));
        Assert.Null(directory.Current);

        var real = await Real(1);
        var failures = 0;
        apply = () => ++failures == 1 ? Task.FromException(new TimeoutException("a feed is slow")) : Task.CompletedTask;
        session = () => Task.FromResult(real);
        await Until(() => applied.CurrentCount >= 2, TimeSpan.FromSeconds(30));
        Assert.Equal(2, failures);
    }

    [Fact]
    public async Task A_new_token_is_a_new_day_and_the_same_one_is_not()
    {
        var real = await Real(1);
        session = () => Task.FromResult(real);
        await Until(() => applied.CurrentCount == 1, TimeSpan.FromSeconds(5));
        var first = directory.Current;
        var before = asked;
        await Until(() => asked > before + 3, TimeSpan.FromSeconds(5));
        Assert.Equal(1, applied.CurrentCount);
        Assert.Same(first, directory.Current);
        session = () => Task.FromResult(real with { Generation = 2 });
        await Until(() => applied.CurrentCount == 2, TimeSpan.FromSeconds(5));
        Assert.NotSame(first, directory.Current);
    }
}
