using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Benchmarks;

/// <summary>One silo of Microsoft.Orleans, called by its own client.</summary>
static class GrainsBenchmarkHost
{
    public static IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(static silo => silo.UseLocalhostClustering(11_111, 30_000, null, "dev", "dev"));
        return builder.Build();
    }
}
