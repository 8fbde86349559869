using Microsoft.Extensions.Hosting;

namespace Benchmarks;

/// <summary>A silo of Orleans.Embedded.</summary>
static class GrainsBenchmarkHost
{
    public static IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(static _ => { });
        return builder.Build();
    }
}
