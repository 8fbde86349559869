using Grains.Feeds;
using Grains.Accounts;
using Grains.Instruments;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Recording;
using Grains.Sessions;
using Grains.Storage;
using Grains.Subscriptions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Grains.Tests.Support;

/// <summary>The service without its gateway: grains, their database and a broker. Time-outs are short; nothing else differs.</summary>
sealed class OrderWorld : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    readonly IHost host;
    readonly BrokerFixture broker;

    OrderWorld(IHost host, BrokerFixture broker) => (this.host, this.broker) = (host, broker);

    public IServiceProvider Services => host.Services;

    public IClusterClient Client => Services.GetRequiredService<IClusterClient>();

    public IAccountGrain Account => Client.GetGrain<IAccountGrain>(GrainKeys.Account("sim"));

    /// <param name="settings">The file of the grains' settings; null keeps them in memory.</param>
    public static Task<OrderWorld> Start(BrokerFixture broker, string database, Action<IServiceCollection>? configure = null, string? settings = null) =>
        Start(broker, database, null, configure, settings is null ? null : ("Microsoft.Data.Sqlite", $"Data Source={settings}"));

    /// <summary>Everything, the grains' settings included, is on a server that was made ready.</summary>
    public static Task<OrderWorld> Start(BrokerFixture broker, PostgresServer server, Action<IServiceCollection>? configure = null) =>
        Start(broker, "unused.db", server, configure, ("Npgsql", server.ConnectionString()));

    static async Task<OrderWorld> Start(
        BrokerFixture broker, string database, PostgresServer? server, Action<IServiceCollection>? configure, (string Invariant, string Address)? settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo =>
        {
            silo.AddMemoryStreams(TickerStreams.Provider);
            if (settings is not { } kept)
                silo.AddMemoryGrainStorage(SubscriptionGrain.Storage);
            else
                silo.AddAdoNetGrainStorage(SubscriptionGrain.Storage, o => (o.Invariant, o.ConnectionString, o.GrainStorageSerializer) = (kept.Invariant, kept.Address, new GrainStateSerializer()));
        });
        var services = builder.Services;
        services.AddSingleton<TimeProvider>(broker.Simulator.Clock);
        services.AddSingleton(new AccountRegistry([new AccountOptions
        {
            UserId = broker.Simulator.UserId, ApiKey = broker.Simulator.ApiKey, ApiSecret = broker.Simulator.ApiSecret, Addresses = broker.Addresses,
        }]));
        services.AddSingleton(provider =>
        {
            var clock = new MarketClock(broker.Simulator.Clock, provider.GetRequiredService<AccountRegistry>());
            clock.Observe(broker.Simulator.Clock.Now.ToUnixTimeSeconds());
            return clock;
        });
        services.AddSingleton<InstrumentDirectory>();
        services.AddSingleton(ExpiryRules.Load());
        services.AddSingleton<SubscriptionInstruments>();
        services.AddSingleton<FeedBoard>();
        services.AddSingleton<Grains.Observability.StageTimes>();
        services.AddSingleton<RecordingInstruments>().AddSingleton<FrameRecorder>();
        services.AddTickerStorage(database, server).AddAccounts().AddOrders(builder.Configuration.GetSection("Ticker:Orders"));
        services.PostConfigure<BrokerOptions>(o =>
        {
            o.RequestTimeout = TimeSpan.FromMilliseconds(800);
            o.UnknownReads = TimeSpan.FromMilliseconds(100);
            o.MinReadGap = TimeSpan.FromMilliseconds(50);
            o.OrdersPerSecond = o.OthersPerSecond = o.QuotesPerSecond = 1000;
        });
        services.PostConfigure<OrderOptions>(o => (o.AbsenceMargin, o.SubmitDeadline) = (TimeSpan.Zero, TimeSpan.FromSeconds(2)));
        configure?.Invoke(services);
        var world = new OrderWorld(builder.Build(), broker);
        world.Services.GetRequiredService<InstrumentDirectory>().Replace(broker.Master);
        await world.host.StartAsync();
        return world;
    }

    public IOrderGrain Order(string key, string owner = "desk") => Client.GetGrain<IOrderGrain>(GrainKeys.Order(owner, key));

    /// <summary>A BUY at the lowest price: it rests. At the highest price: it fills.</summary>
    public OrderRequest Request(bool fills = false, bool resend = false) => new()
    {
        Exchange = broker.Option.Exchange,
        Tradingsymbol = broker.Option.Tradingsymbol,
        TransactionType = "BUY",
        OrderType = "LIMIT",
        Product = "NRML",
        Quantity = broker.Option.LotSize,
        Price = fills ? broker.Limits.Upper : broker.Limits.Lower,
        ResendIfAbsent = resend,
    };

    /// <summary>Waits on the commits of this process until the order is so; fails with what it is.</summary>
    public async Task<OrderView> Until(string key, Func<OrderView, bool> reached, string owner = "desk")
    {
        var outbox = Services.GetRequiredService<IOrderOutbox>();
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var changed = outbox.Changed;
            var view = await Order(key, owner).Get();
            if (view is not null && reached(view))
                return view;
            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                var history = string.Join(" > ", view?.History.Select(e => e.Status) ?? []);
                Assert.Fail($"Order {key} is {view?.Status} after {Patience}: {view?.Message} [{history}]");
            }
        }
    }

    public Task<OrderView> Until(string key, OrderStatus status) => Until(key, view => view.Status == status);

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await host.StopAsync(limit.Token);
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
