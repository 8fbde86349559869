using Grains.Accounts;
using Grains.Bars;
using Grains.Instruments;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Sessions;
using Grains.Interfaces.Subscriptions;
using Grains.Sessions;
using Grains.Subscriptions;
using Grains.Tests.Market.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Grains.Tests.Sessions;

/// <summary>Two simulators on real sockets, one of which plays the real broker; the day is the test's.</summary>
public sealed class ModeSwitchTests : IAsyncLifetime
{
    readonly ManualTime day = new(Listing.Noon);
    readonly ModeOptions options = new() { Simulate = "off_hours" };
    Broker real = null!;
    Broker simulated = null!;
    MarketSilo silo = null!;
    ModeSwitch modes = null!;

    public async Task InitializeAsync()
    {
        (real, simulated) = (await Broker.Start(), await Broker.Start());
        var main = new AccountOptions
        {
            Id = "main", Broker = "kite", UserId = real.Host.UserId, ApiKey = real.Host.ApiKey, ApiSecret = real.Host.ApiSecret,
            Addresses = new(real.Host.RestAddress, real.Host.LoginAddress, real.Host.TickerAddress),
        };
        silo = await MarketSilo.Start(
            [main, simulated.Account()], subscriptions: new SubscriptionOptions { Underlyings = ["NIFTY"], Expiries = 1 },
            services: services =>
            {
                real.AddTo(services);
                // The day of what the two list; its own clock moves the session.
                services.AddSingleton<TimeProvider>(real.Host.Clock);
                services.AddHostedService<InstrumentRefresher>();
            });
        modes = new(
            silo.Service<AccountRegistry>(), silo.Service<SessionClock>(), silo.Directory, silo.Conflator, Stub.Of<IOptionsMonitor<ModeOptions>>((_, _) => options), day,
            NullLogger<ModeSwitch>.Instance);
        await modes.StartAsync(CancellationToken.None);
        var account = silo.Client.GetGrain<IAccountGrain>(GrainKeys.Account("main"));
        var (requestToken, nonce) = await real.LogIn(await account.BeginLogin());
        Assert.True((await account.CompleteLogin(requestToken, nonce)).Done);
    }

    public async Task DisposeAsync()
    {
        await modes.StopAsync(CancellationToken.None);
        modes.Dispose();
        await silo.DisposeAsync();
        await real.DisposeAsync();
        await simulated.DisposeAsync();
    }

    /// <summary>A chain of this mode with prices; on the way there no chain is ever made of both markets.</summary>
    async Task<ChainSnapshot> Chain(string mode)
    {
        var last = await Eventually.Until(Look, s => s?.Header.Mode == mode && Priced(s).Count() >= 20, $"a {mode} chain");
        return last!;
    }

    async Task<ChainSnapshot?> Look()
    {
        await silo.Flush();
        if (silo.Directory.Current is not { } master)
            return null;
        var snapshot = await silo.Client.GetGrain<IOptionChainGrain>(GrainKeys.Chain("NFO", "NIFTY", master.Expiries("NIFTY")[0])).GetSnapshot();
        if (snapshot is not null)
            Assert.All(Priced(snapshot), q => Assert.Equal(snapshot.Header.Mode == "simulated" ? "sim:0" : "main:0", q.Source));
        return snapshot;
    }

    static IEnumerable<OptionQuote> Priced(ChainSnapshot snapshot) =>
        snapshot.Rows.SelectMany(r => new[] { r.Call, r.Put }).OfType<OptionQuote>().Where(q => q.Ltp is not null || q.Bid is not null);

    Task<SessionView?> Session() => silo.Client.GetGrain<ISessionGrain>(GrainKeys.Session("NFO")).Get();

    [Fact]
    public async Task Outside_the_session_the_market_is_simulated_and_live_again_before_the_next()
    {
        var live = await Chain("live");
        Assert.DoesNotContain(Priced(live), q => q.Freshness == Freshness.Simulated);
        Assert.Equal("live", (await Session())!.Mode);
        var carried = await real.Subscriptions();
        Assert.NotEqual("0", carried);

        // 15:30 is the close, and half an hour later it is still live.
        day.Advance(TimeSpan.FromHours(3.9));
        Assert.Equal("live", silo.Service<AccountRegistry>().Mode);
        day.Advance(TimeSpan.FromHours(0.2));
        var other = await Chain("simulated");
        Assert.NotEqual(live.Header.Epoch, other.Header.Epoch);
        Assert.All(Priced(other), q => Assert.Equal(Freshness.Simulated, q.Freshness));
        Assert.Equal("simulated", (await Session())!.Mode);
        Assert.All(silo.Service<BarBoard>().Lanes.Where(l => l.Source is not null), l => Assert.Equal("simulated", l.Mode));
        // The broker's socket stays for order pushes, and carries nothing.
        await Eventually.Until(real.Subscriptions, s => s == "0", "the real broker's socket to carry nothing");

        day.Advance(TimeSpan.FromHours(16.6));
        var again = await Chain("live");
        Assert.NotEqual(live.Header.Epoch, again.Header.Epoch);
        Assert.DoesNotContain(Priced(again), q => q.Freshness == Freshness.Simulated);
        await Eventually.Until(simulated.Subscriptions, s => s == "0", "the simulator's socket to carry nothing");
    }

    [Fact]
    public async Task A_setting_switches_at_any_hour_and_back()
    {
        await Chain("live");
        options.Simulate = "always";
        day.Advance(TimeSpan.FromSeconds(1));
        await Chain("simulated");
        options.Simulate = "never";
        day.Advance(TimeSpan.FromSeconds(1));
        await Chain("live");
    }
}
