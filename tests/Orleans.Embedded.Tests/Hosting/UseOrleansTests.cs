using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Storage;

namespace Orleans.Embedded.Tests.Hosting;

public interface IHostedGrain : IGrainWithStringKey
{
    Task<int> Twice(int value);
}

public sealed class HostedGrain : Grain, IHostedGrain
{
    public Task<int> Twice(int value) => Task.FromResult(2 * value);
}

/// <summary>This host needs no clustering to be configured: every way to add it is enough by itself.</summary>
public sealed class UseOrleansTests
{
    [Fact]
    public Task To_an_application_builder() => Works(Empty().UseOrleans().Build());

    [Fact]
    public Task To_any_application_builder() => Works(((HostApplicationBuilder)((IHostApplicationBuilder)Empty()).UseOrleans()).Build());

    [Fact]
    public Task To_a_host_builder() => Works(new HostBuilder().UseOrleans(static _ => { }).Build());

    [Fact]
    public Task To_a_host_builder_with_its_context() => Works(new HostBuilder().UseOrleans(static (context, _) => Assert.NotNull(context.Configuration)).Build());

    [Fact]
    public Task To_services_and_twice_is_once()
    {
        var builder = Empty();
        builder.Services.AddOrleans(static _ => { });
        builder.Services.AddOrleans(static _ => { });
        return Works(builder.Build());
    }

    [Fact]
    public async Task Options_are_read_from_configuration()
    {
        var builder = Empty();
        builder.Configuration["Section:ServiceId"] = "named";
        builder.UseOrleans(static silo => silo.Configure<ClusterOptions>(silo.Configuration.GetSection("Section")));
        using var host = builder.Build();
        await host.StartAsync();
        Assert.Equal("named", host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ClusterOptions>>().Value.ServiceId);
        await host.StopAsync();
    }

    [Fact]
    public void A_storage_for_another_database_is_named()
    {
        var builder = Empty();
        builder.UseOrleans(static silo => silo
            .AddAdoNetGrainStorageAsDefault(static options => options.Invariant = "MySql.Data.MySqlClient")
            .AddMemoryGrainStorage("memory", static (MemoryGrainStorageOptions _) => { }));
        using var host = builder.Build();
        var error = Assert.Throws<BadProviderConfigException>(() => host.Services.GetRequiredKeyedService<IGrainStorage>("Default"));
        Assert.Contains("MySql", error.Message, StringComparison.Ordinal);
    }

    static HostApplicationBuilder Empty() => Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());

    static async Task Works(IHost built)
    {
        using var host = built;
        await host.StartAsync();
        Assert.Equal(42, await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IHostedGrain>("k").Twice(21));
        await host.StopAsync();
    }
}
