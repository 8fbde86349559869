using Conformance.Calls;
using Conformance.Concurrency;

namespace Conformance.Management;

public sealed class ManagementTests : IAsyncLifetime
{
    TestSilo _silo = null!;

    IManagementGrain Management => _silo.Client.GetGrain<IManagementGrain>(0);

    public async Task InitializeAsync() => _silo = await TestSilo.Start();

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task The_total_counts_every_activation()
    {
        var before = await Management.GetTotalActivationCount();
        await _silo.Grain<IEchoGrain>("a").Echo("x");
        await _silo.Grain<IEchoGrain>("b").Echo("x");
        Assert.Equal(before + 2, await Management.GetTotalActivationCount());
    }

    [Fact]
    public async Task Statistics_count_the_activations_of_each_class()
    {
        await _silo.Grain<IEchoGrain>("a").Echo("x");
        await _silo.Grain<IEchoGrain>("b").Echo("x");
        _silo.Probe.Open("w");
        await _silo.Grain<IWorkerGrain>().Work("w");
        var statistics = await Management.GetSimpleGrainStatistics();
        Assert.Equal(2, Assert.Single(statistics, static s => s.GrainType == "Conformance.Calls.EchoGrain,Conformance").ActivationCount);
        Assert.Equal(1, Assert.Single(statistics, static s => s.GrainType.EndsWith("WorkerGrain,Conformance", StringComparison.Ordinal)).ActivationCount);
    }

    [Fact]
    public async Task Active_grains_are_listed_by_type()
    {
        await _silo.Grain<IEchoGrain>("a").Echo("x");
        await _silo.Grain<IEchoGrain>("b").Echo("x");
        Assert.Equal(["echo/a", "echo/b"], (await Management.GetActiveGrains(GrainType.Create("echo"))).Select(static id => id.ToString()).Order());
        Assert.Empty(await Management.GetActiveGrains(GrainType.Create("nothing")));
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task Collection_can_be_forced_by_age()
    {
        await _silo.Grain<IEchoGrain>("old").Echo("x");
        _silo.Time.Advance(TimeSpan.FromMinutes(10));
        await _silo.Grain<IEchoGrain>("young").Echo("x");
        await Management.ForceActivationCollection(TimeSpan.FromMinutes(5));
        Assert.Equal(["echo/young"], (await Management.GetActiveGrains(GrainType.Create("echo"))).Select(static id => id.ToString()));
        await Management.ForceActivationCollection(TimeSpan.Zero);
        Assert.Empty(await Management.GetActiveGrains(GrainType.Create("echo")));
    }

    [Fact]
    public async Task A_forced_collection_leaves_busy_activations_alone()
    {
        var call = _silo.Grain<IEchoGrain>("busy").WaitAndEcho("g", "x");
        await _silo.Probe.Seen("start x");
        await Management.ForceActivationCollection(TimeSpan.Zero);
        Assert.Single(await Management.GetActiveGrains(GrainType.Create("echo")));
        _silo.Probe.Open("g");
        Assert.Equal("x", await call);
    }
}
