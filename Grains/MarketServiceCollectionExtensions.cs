using System.Diagnostics.Metrics;
using Grains.Bars;
using Grains.Chains;
using Grains.Feeds;
using Grains.Instruments;
using Grains.Observability;
using Grains.Orders;
using Grains.Publishing;
using Grains.Recording;
using Grains.Sessions;
using Grains.Storage;
using Grains.Subscriptions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;

namespace Grains;

/// <summary>What the market-data grains need of a silo.</summary>
public static class MarketServiceCollectionExtensions
{
    /// <summary>Registers the instrument directory, the conflator and its pump, the feed board and the refresher.</summary>
    public static IServiceCollection AddMarketData(this IServiceCollection services)
    {
        services.AddSessionClock();
        services.AddOptions<FeedOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SubscriptionOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BarOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RecordingOptions>().ValidateDataAnnotations()
            .Validate(o => o.IsWritable(), "Ticker:Recording:Folder cannot be written: choose another folder, or give the service the right to write there.").ValidateOnStart();
        services.AddOptions<ModeOptions>().ValidateDataAnnotations().ValidateOnStart();
        return services
        .AddSingleton<RecordingInstruments>()
        .AddSingleton<FrameRecorder>()
        .AddHostedService(provider => provider.GetRequiredService<FrameRecorder>())
        .AddBarMaking()
        .AddSingleton<BarStore>()
        .AddSingleton<BarWriter>()
        .AddHostedService<BarPump>()
        .AddSingleton<InstrumentDirectory>()
        .AddSingleton(ExpiryRules.Load())
        .AddHostedService<SessionFile>()
        .AddSingleton<ChainConflator>()
        .AddSingleton(ObservedBoard)
        .AddSingleton<TickInstruments>()
        .AddSingleton<StageTimes>()
        .AddSingleton<ChainEpochs>()
        .AddSingleton<SubscriptionInstruments>()
        .AddHostedService<ModeSwitch>()
        .AddHostedService<ConflatorPump>()
        .AddHostedService<InstrumentRefresher>();
    }

    /// <summary>What a silo that is not the only one needs beside: it looks after what a lost silo had, and takes turns at what one silo does for all. Before <c>AddOrders</c>.</summary>
    public static IServiceCollection AddClusterWatch(this IServiceCollection services, PostgresServer server) => services
        .AddSingleton<IOutboxTurn>(provider => ActivatorUtilities.CreateInstance<PostgresOutboxTurn>(provider, server))
        .AddHostedService<FeedWatch>()
        .AddHostedService<OrderWatch>();

    /// <summary>What instruments need to make bars.</summary>
    internal static IServiceCollection AddBarMaking(this IServiceCollection services) =>
        services.AddSingleton<BarSet>().AddSingleton<BarBoard>().AddSingleton<BarInstruments>();

    /// <summary>Ticks are published through this transport, too.</summary>
    internal static IServiceCollection AddTickPublisher<TTransport>(this IServiceCollection services, Func<IServiceProvider, TTransport> transport)
        where TTransport : class, ITickTransport
    {
        services.AddOptions<TickPublisherOptions>().BindConfiguration("Ticker:Publisher").ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<ITickTransport>(transport).AddSingleton<TickPublisher>().AddHostedService(p => p.GetRequiredService<TickPublisher>());
    }

    static FeedBoard ObservedBoard(IServiceProvider services)
    {
        var board = new FeedBoard();
        FeedInstruments.Observe(board, services.GetRequiredService<IMeterFactory>());
        return board;
    }
}
