using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;

namespace Orleans.Embedded.Tests.Semantics;

/// <summary>A started silo with a fake clock.</summary>
public sealed class TestSilo : IAsyncDisposable
{
    readonly IHost _host;
    bool _stopped;

    TestSilo(IHost host, FakeTime time)
    {
        _host = host;
        Time = time;
    }

    public FakeTime Time { get; }

    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    public IServiceProvider Services => _host.Services;

    /// <summary>What the grains of this silo tell the test.</summary>
    public Probe Probe => _host.Services.GetRequiredService<Probe>();

    public static async Task<TestSilo> Start(Action<ISiloBuilder>? configure = null, FakeTime? time = null)
    {
        time ??= new FakeTime();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<Probe>();
        builder.UseOrleans(silo =>
        {
            silo.AddMemoryGrainStorageAsDefault();
            silo.ConfigureLogging(static logging => logging.SetMinimumLevel(LogLevel.Warning));
            configure?.Invoke(silo);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new TestSilo(host, time);
    }

    public T Grain<T>(string key = "k") where T : IGrainWithStringKey => Client.GetGrain<T>(key);

    public async Task Stop()
    {
        _stopped = true;
        await _host.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
            await Stop();
        _host.Dispose();
    }
}
