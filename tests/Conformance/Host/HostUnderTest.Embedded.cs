using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Conformance.Host;

/// <summary>Starts Orleans.Embedded in a generic host.</summary>
sealed class HostUnderTest : IAsyncDisposable
{
    readonly IHost _host;

    HostUnderTest(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public static async Task<HostUnderTest> Start(Action<ISiloBuilder> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(configure);
        var host = builder.Build();
        await host.StartAsync();
        return new HostUnderTest(host);
    }

    public Task Stop() => _host.StopAsync();

    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        return ValueTask.CompletedTask;
    }
}
