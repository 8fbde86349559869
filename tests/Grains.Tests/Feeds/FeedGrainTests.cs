using System.Collections.Immutable;
using Grains.Instruments;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Feeds;
using Grains.Tests.Market.Support;
using Kite.Instruments;

namespace Grains.Tests.Feeds;

/// <summary>A feed grain with a real ticker socket to the simulator.</summary>
public sealed class FeedGrainTests : IAsyncLifetime
{
    Broker broker = null!;
    MarketSilo silo = null!;

    public async Task InitializeAsync()
    {
        broker = await Broker.Start();
        silo = await Start("simulator");
    }

    public async Task DisposeAsync()
    {
        await silo.DisposeAsync();
        await broker.DisposeAsync();
    }

    Task<MarketSilo> Start(string kind) => MarketSilo.Start([broker.Account(kind)], services: broker.AddTo);

    static IFeedGrain Feed(MarketSilo silo) => silo.Client.GetGrain<IFeedGrain>(GrainKeys.Feed("sim", 0));

    static IAccountGrain Account(MarketSilo silo) => silo.Client.GetGrain<IAccountGrain>(GrainKeys.Account("sim"));

    Task<FeedHealth> Until(FeedState state, MarketSilo? on = null, Func<FeedHealth, bool>? also = null) =>
        Eventually.Until(() => Feed(on ?? silo).GetHealth(), h => h.State == state && (also is null || also(h)), $"the feed to be {state}");

    Task<string> Carried(string subscriptions) => Eventually.Until(broker.Subscriptions, s => s == subscriptions, $"the sockets to carry {subscriptions}");

    static async Task<ImmutableArray<FeedInstrument>> Instruments(MarketSilo silo, int count)
    {
        var clients = silo.Service<Grains.Accounts.BrokerClients>();
        var session = await Account(silo).GetSession();
        var master = (await clients.For("sim").InstrumentsAsync(session.AccessToken ?? "", null, CancellationToken.None)).Value!;
        var nifty = master.Options("NIFTY", master.Expiries("NIFTY")[0]);
        return [.. nifty.Skip(nifty.Count / 2).Prepend(master.Spot("NIFTY")!).Take(count).Select(i => new FeedInstrument(i.Token, i.Key.ToString()))];
    }

    [Fact]
    public async Task It_connects_subscribes_and_brings_ticks()
    {
        Assert.Equal(FeedState.Stopped, (await Feed(silo).GetHealth()).State);
        var wanted = await Instruments(silo, 5);
        await Feed(silo).Carry(wanted);
        var health = await Until(FeedState.Healthy, also: h => h.Packets >= 5);
        Assert.Equal(("sim:0", 5, 0L, 0L), (health.Source, health.Instruments, health.Damaged, health.Reconnects));
        await Carried("5");
        var quote = await Eventually.Until(() => silo.Instrument(wanted[1].Instrument).GetQuote(), q => q is not null, "a first tick");
        Assert.Equal("sim:0", quote!.Quote.Source);
        Assert.Same(health.Source, Assert.Single(silo.Service<Grains.Feeds.FeedBoard>().All(), f => f.State == FeedState.Healthy && f.Packets > 0).Source);
    }

    [Fact]
    public async Task What_is_no_longer_wanted_is_unsubscribed()
    {
        var wanted = await Instruments(silo, 6);
        await Feed(silo).Carry(wanted);
        await Carried("6");
        await Feed(silo).Carry(wanted[..2]);
        await Carried("2");
        await Feed(silo).Carry([.. wanted[..1], .. wanted[3..]]);
        await Carried("4");
    }

    [Fact]
    public async Task Subscriptions_survive_a_socket_that_is_reset()
    {
        await Feed(silo).Carry(await Instruments(silo, 5));
        var before = await Until(FeedState.Healthy, also: h => h.Packets >= 5);
        await Carried("5");
        await broker.Post("/control/sockets/reset");
        var after = await Until(FeedState.Healthy, also: h => h.Reconnects == 1 && h.Packets > before.Packets);
        Assert.Equal(5, after.Instruments);
        await Carried("5");
    }

    [Fact]
    public async Task Garbage_between_frames_is_counted_and_the_socket_stays()
    {
        await Feed(silo).Carry(await Instruments(silo, 5));
        await Until(FeedState.Healthy, also: h => h.Packets >= 5);
        foreach (var action in new[] { "garbage", "truncated", "unknown", "fragments" })
            await broker.Post($"/control/sockets/{action}");
        var health = await Until(FeedState.Healthy, also: h => h.Damaged >= 2 && h.Skipped >= 1);
        Assert.Equal(0, health.Reconnects);
    }

    [Fact]
    public async Task A_killed_token_is_replaced_by_an_account_that_can_log_in_alone()
    {
        await Feed(silo).Carry(await Instruments(silo, 5));
        await Until(FeedState.Healthy);
        var before = await Account(silo).GetSession();
        await broker.Post("/control/tokens/kill");
        await Eventually.Until(() => Account(silo).GetSession(), s => s.Generation > before.Generation && s.AccessToken is not null, "a new session");
        await Until(FeedState.Healthy, also: h => h.Reconnects >= 1);
        await Carried("5");
    }

    [Fact]
    public async Task A_refused_token_needs_a_log_in_and_the_new_one_brings_everything_back()
    {
        var wanted = await Instruments(silo, 5);
        await using var manned = await Start("kite");
        await Feed(manned).Carry(wanted);
        await Until(FeedState.NeedsLogin, manned);
        await LogIn(manned);
        await Until(FeedState.Healthy, manned, h => h.Packets >= 5);
        await Carried("5");

        await broker.Post("/control/tokens/kill");
        await Until(FeedState.NeedsLogin, manned);
        await Eventually.Until(() => Account(manned).GetStatus(), s => s.State == TokenState.Rejected, "the account to know that its token was refused");
        Assert.Equal(5, (await Feed(manned).GetHealth()).Instruments);
        await LogIn(manned);
        await Feed(manned).OnNewToken();
        await Until(FeedState.Healthy, manned);
        await Carried("5");
    }

    [Fact]
    public async Task Stopped_it_closes_its_socket()
    {
        await Feed(silo).Carry(await Instruments(silo, 2));
        await Until(FeedState.Healthy);
        await Feed(silo).Stop();
        Assert.Equal(FeedState.Stopped, (await Feed(silo).GetHealth()).State);
        await Carried("");
    }

    [Fact]
    public async Task A_feed_of_no_configured_account_says_what_to_do()
    {
        var stray = silo.Client.GetGrain<IFeedGrain>(GrainKeys.Feed("nobody", 0));
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => stray.Carry([new(1, "NFO:A")]));
        Assert.Contains("Ticker:Accounts", e.Message, StringComparison.Ordinal);
    }

    async Task LogIn(MarketSilo manned)
    {
        var (requestToken, nonce) = await broker.LogIn(await Account(manned).BeginLogin());
        Assert.True((await Account(manned).CompleteLogin(requestToken, nonce)).Done);
    }
}
