using Grains.Accounts;
using Grains.Chains;
using Grains.Feeds;
using Grains.Instruments;
using Grains.Interfaces;
using Grains.Interfaces.Instruments;
using Grains.Recording;
using Grains.Sessions;
using Grains.Subscriptions;
using Kite.Instruments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Streams;

namespace Grains.Tests.Market.Support;

/// <summary>The embedded host with the market grains and none of the background services: the test is the pump.</summary>
sealed class MarketSilo : IAsyncDisposable
{
    readonly IHost host;

    MarketSilo(IHost host, ManualTime time)
    {
        (this.host, Time) = (host, time);
        Pump = new(Conflator, Directory, Service<FeedBoard>(), Client, Options.Create(Pricing), Service<Grains.Observability.StageTimes>(), time, NullLogger<ConflatorPump>.Instance);
    }

    public ManualTime Time { get; }

    public IClusterClient Client => Service<IClusterClient>();

    public InstrumentDirectory Directory => Service<InstrumentDirectory>();

    public PricingOptions Pricing => Service<IOptions<PricingOptions>>().Value;

    public ConflatorPump Pump { get; }

    public ChainConflator Conflator => Service<ChainConflator>();

    public T Service<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public static async Task<MarketSilo> Start(
        IEnumerable<AccountOptions>? accounts = null, IStreamProvider? streams = null, InstrumentMaster? master = null, string? database = null,
        Action<IServiceCollection>? services = null, SubscriptionOptions? subscriptions = null, DateTimeOffset? start = null)
    {
        var time = new ManualTime(start ?? Listing.Noon);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services
            .AddMetrics()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(new AccountRegistry(accounts ?? [new AccountOptions()]))
            .AddSingleton<IOptions<PricingOptions>>(new OptionsWrapper<PricingOptions>(new()))
            .AddSingleton<IOptions<SubscriptionOptions>>(new OptionsWrapper<SubscriptionOptions>(subscriptions ?? new() { Underlyings = ["NIFTY"] }))
            .AddSingleton<InstrumentDirectory>()
            .AddSingleton(Listing.Rules)
            .AddSingleton<MarketClock>()
            .AddSingleton(SessionCalendar.Load())
            .AddSingleton<SessionClock>()
            .AddSingleton<RecordingInstruments>()
            .AddSingleton<FrameRecorder>()
            .AddBarMaking()
            .AddSingleton<ChainConflator>()
            .AddSingleton<FeedBoard>()
            .AddSingleton<TickInstruments>()
            .AddSingleton<Grains.Observability.StageTimes>()
            .AddSingleton<ChainEpochs>()
            .AddSingleton<SubscriptionInstruments>();
        builder.UseOrleans(silo =>
        {
            if (database is null)
                silo.AddMemoryGrainStorage(SubscriptionGrain.Storage);
            else
                silo.AddAdoNetGrainStorage(SubscriptionGrain.Storage, o => (o.Invariant, o.ConnectionString) = ("Microsoft.Data.Sqlite", $"Data Source={database}"));
            if (streams is null)
                silo.AddMemoryStreams(TickerStreams.Provider);
            else
                silo.Services.AddKeyedSingleton(TickerStreams.Provider, streams);
        });
        services?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        var started = new MarketSilo(host, time);
        if (master is not null)
            started.Directory.Replace(master);
        started.Service<FeedBoard>().Set(Quotes.Source, () => Quotes.Feed());
        return started;
    }

    public IInstrumentGrain Instrument(string instrument) => Client.GetGrain<IInstrumentGrain>(GrainKeys.Instrument(instrument));

    /// <summary>Sends a two-sided packet of a listed instrument.</summary>
    public async Task Tick(string instrument, double price, DateTimeOffset? at = null, int spread = 10) =>
        await Instrument(instrument).OnTick(Quotes.Full(Directory.Current!.Find(instrument).Token, price, at ?? Time.GetUtcNow(), spread));

    /// <summary>One turn of the pump, for all underlyings.</summary>
    public Task Flush() => Pump.Round();

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
