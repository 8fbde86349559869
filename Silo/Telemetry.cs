using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Silo;

/// <summary>
/// Sends what this service and Orleans measure and trace to an OpenTelemetry collector, when one is configured the standard way (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>,
/// <c>OTEL_SERVICE_NAME</c>, <c>OTEL_TRACES_SAMPLER</c>, …). Without it nothing is collected: a call costs what it costs.
/// </summary>
sealed class Telemetry : IHostedService, IDisposable
{
    const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    static readonly string[] Meters = ["Ticker", "Microsoft.Orleans"];
    static readonly string[] Sources = ["Ticker", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application"];
    MeterProvider? meters;
    TracerProvider? traces;

    public static bool IsWanted(IConfiguration configuration) => configuration[Endpoint] is { Length: > 0 };

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (IsWanted(configuration))
            services.AddHostedService<Telemetry>();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        meters = Sdk.CreateMeterProviderBuilder().AddMeter(Meters).AddOtlpExporter().Build();
        traces = Sdk.CreateTracerProviderBuilder().AddSource(Sources).AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    /// <summary>What was measured last goes out, within the exporter's own time limit.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(Dispose, CancellationToken.None);

    public void Dispose()
    {
        Interlocked.Exchange(ref traces, null)?.Dispose();
        Interlocked.Exchange(ref meters, null)?.Dispose();
    }
}
