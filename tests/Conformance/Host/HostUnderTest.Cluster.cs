using Orleans.Hosting;
using Orleans.TestingHost;

namespace Conformance.Host;

/// <summary>Starts one silo of Microsoft.Orleans in this process; calls go through the silo's own client, so that its filters see them.</summary>
sealed class HostUnderTest : IAsyncDisposable
{
    readonly InProcessTestCluster _cluster;

    HostUnderTest(InProcessTestCluster cluster) => _cluster = cluster;

    public IServiceProvider Services => _cluster.GetSiloServiceProvider(_cluster.Silos[0].SiloAddress);

    public static async Task<HostUnderTest> Start(Action<ISiloBuilder> configure)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage("PubSubStore");
            configure(silo);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new HostUnderTest(cluster);
    }

    public Task Stop() => _cluster.StopAllSilosAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
