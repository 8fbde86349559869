using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.TestingHost;

namespace Conformance.Host;

/// <summary>Starts one silo of Microsoft.Orleans in this process; calls go through the silo's own client, so that its filters see them.</summary>
sealed class HostUnderTest : IAsyncDisposable
{
    /// <summary>
    /// What the silo does for itself goes by the machine's clock; grains, collection and reminders go by the test's. Orleans takes the time of a request from the
    /// machine's stopwatch whatever the clock is, so that a response timeout takes its real thirty seconds here.
    /// </summary>
    static readonly string[] s_realTime =
        [TimeProviderNames.Messaging, TimeProviderNames.Membership, TimeProviderNames.SystemTimers, TimeProviderNames.GrainDirectory, StreamingTimeProviderNames.Streaming];

    readonly InProcessTestCluster _cluster;

    HostUnderTest(InProcessTestCluster cluster)
    {
        _cluster = cluster;
        Services = cluster.GetSiloServiceProvider(cluster.Silos[0].SiloAddress);
    }

    public IServiceProvider Services { get; }

    public static async Task<HostUnderTest> Start(Action<ISiloBuilder> configure)
    {
        var builder = new InProcessTestClusterBuilder(1);
        // What one host stored, the next one finds.
        builder.Options.ServiceId = "conformance";
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage("PubSubStore");
            foreach (var area in s_realTime)
                silo.Services.AddKeyedSingleton(area, TimeProvider.System);
            silo.Services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.Grains, static (services, _) => new PullTime(services.GetRequiredService<TimeProvider>()));
            silo.Services.ConfigureAll<StreamPullingAgentOptions>(static options => options.GetQueueMsgsTimerPeriod = PullTime.Period);
            configure(silo);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new HostUnderTest(cluster);
    }

    public Task Stop() => _cluster.StopAllSilosAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
