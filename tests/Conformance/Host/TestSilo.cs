using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;

namespace Conformance.Host;

/// <summary>A started silo with a fake clock, whichever host it is.</summary>
public sealed class TestSilo : IAsyncDisposable
{
    readonly HostUnderTest _host;
    bool _stopped;

    TestSilo(HostUnderTest host, FakeTime time, Probe probe)
    {
        _host = host;
        Time = time;
        Probe = probe;
    }

    public FakeTime Time { get; }

    public IClusterClient Client => Services.GetRequiredService<IClusterClient>();

    public IServiceProvider Services => _host.Services;

    /// <summary>What the grains of this silo tell the test; also after it has stopped.</summary>
    public Probe Probe { get; }

    public static async Task<TestSilo> Start(Action<ISiloBuilder>? configure = null, FakeTime? time = null)
    {
        time ??= new FakeTime();
        var probe = new Probe();
        var host = await HostUnderTest.Start(silo =>
        {
            silo.Services.AddSingleton<TimeProvider>(time);
            silo.Services.AddSingleton(probe);
            silo.AddMemoryGrainStorageAsDefault();
            silo.ConfigureLogging(static logging => logging.SetMinimumLevel(LogLevel.Warning));
            configure?.Invoke(silo);
        });
        return new TestSilo(host, time, probe);
    }

    public T Grain<T>(string key = "k") where T : IGrainWithStringKey => Client.GetGrain<T>(key);

    public async Task Stop()
    {
        _stopped = true;
        await _host.Stop();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
            await Stop();
        await _host.DisposeAsync();
    }
}
