using System.Collections.Immutable;
using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Subscriptions;
using Grains.Storage;
using Grains.Tests.Market.Support;

namespace Grains.Tests.Subscriptions;

/// <summary>Two accounts at two simulators on real sockets; the service's clock is the test's, which waits for the sockets at every second of it.</summary>
public sealed class FailOverTests : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("ticker-tests-").FullName;
    Broker a = null!;
    Broker b = null!;
    MarketSilo silo = null!;
    bool aIsGone;

    ISubscriptionGrain Subscriptions => silo.Client.GetGrain<ISubscriptionGrain>(GrainKeys.Subscriptions);

    public async Task InitializeAsync()
    {
        (a, b) = (await Broker.Start(), await Broker.Start());
        var accounts = new[] { (a, "a"), (b, "b") }.Select(x =>
        {
            var account = x.Item1.Account();
            account.Id = x.Item2;
            return account;
        }).ToList();
        silo = await MarketSilo.Start(
            accounts,
            services: services => services.AddTickerStorage(Path.Combine(folder, "ticker.db")).AddAccounts(),
            subscriptions: new() { Underlyings = ["NIFTY"], Expiries = 1, SlotsPerAccount = 1 });
        var session = await silo.Client.GetGrain<IAccountGrain>(GrainKeys.Account("b")).GetSession();
        silo.Directory.Replace((await silo.Service<BrokerClients>().For("b").InstrumentsAsync(session.AccessToken!, null, CancellationToken.None)).Value!);
        await Subscriptions.Apply();
        await All("all instruments to stream from both accounts", f => f.All(h => h.State == FeedState.Healthy && h.Packets > 0));
        // Both: a socket whose last frame is older than the test believes is taken for dead, and dropped, before the test is done with it.
        await Second("a", "b");
    }

    public async Task DisposeAsync()
    {
        await silo.DisposeAsync();
        if (!aIsGone)
            await a.DisposeAsync();
        await b.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    Task<ImmutableArray<FeedHealth>> All(string what, Func<ImmutableArray<FeedHealth>, bool> holds) => Eventually.Until(async () => await Subscriptions.Feeds(), holds, what);

    async Task<FeedHealth> Feed(string account) => await silo.Client.GetGrain<IFeedGrain>(GrainKeys.Feed(account, 0)).GetHealth();

    /// <summary>One second of the service's clock, with what the well sockets bring in it.</summary>
    async Task Second(params string[] alive)
    {
        silo.Time.Advance(TimeSpan.FromSeconds(1));
        foreach (var account in alive is [] ? ["b"] : alive)
            await Eventually.Until(() => Feed(account), f => f.LastFrameAt == silo.Time.GetUtcNow(), $"a frame of {account}");
        await Subscriptions.Apply();
    }

    async Task Break(string how)
    {
        switch (how)
        {
            case "mute":
                await a.Post("/control/sockets/mute");
                break;
            case "refuse":
                await a.DisposeAsync();
                aIsGone = true;
                break;
            case "token":
                await a.Post("/control/maintenance/on");
                await a.Post("/control/tokens/kill");
                await a.Post("/control/sockets/reset");
                break;
        }

        if (how != "mute")
            await Eventually.Until(() => Feed("a"), f => f.State != FeedState.Healthy, "the feed to notice");
    }

    [Theory]
    [InlineData("mute")]
    [InlineData("refuse")]
    [InlineData("token")]
    public async Task What_an_account_carried_streams_from_another_within_five_seconds(string how)
    {
        var total = (await Subscriptions.List(1, null)).Total;
        var share = (await Feed("a")).Instruments;
        Assert.InRange(share, total / 4, total * 3 / 4);
        var moved = (await Subscriptions.List(1000, null)).Subscriptions.First(v => v.Source == "a:0").Instrument;
        await Break(how);
        var seconds = 0;
        while ((await Feed("b")).Instruments < total && seconds++ < 10)
            await Second();
        Assert.InRange(seconds, 1, 4);
        var page = await Subscriptions.List(1000, null);
        Assert.Equal((total, 0), (page.Subscriptions.Count(v => v.Source == "b:0"), page.Shed));
        // It streams, and says where from.
        var quote = await Eventually.Until(() => silo.Instrument(moved).GetQuote(), q => q?.Quote.Source == "b:0", "a packet from the other account");
        Assert.Equal("b:0", quote!.Quote.Source);
        Assert.Contains(await Subscriptions.Feeds(), f => f is { Source: "a:0", Instruments: 0 });
    }

    [Fact]
    public async Task They_move_back_after_the_account_has_been_well_for_a_while_and_not_at_once()
    {
        var share = (await Feed("a")).Instruments;
        await a.Post("/control/sockets/mute");
        for (var i = 0; i < 4; i++)
            await Second();
        Assert.Equal(0, (await Feed("a")).Instruments);
        await a.Post("/control/sockets/unmute");
        await Eventually.Until(() => Feed("a"), f => f.LastFrameAt == silo.Time.GetUtcNow(), "a sign of life");
        for (var i = 0; i < 9; i++)
        {
            await Second("a", "b");
            Assert.Equal(0, (await Feed("a")).Instruments);
        }

        for (var i = 0; i < 4; i++)
            await Second("a", "b");
        Assert.InRange((await Feed("a")).Instruments, share / 2, share * 2);
    }
}
