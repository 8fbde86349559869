using Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Silo;

/// <summary>The silo's own process.</summary>
static class Program
{
    static async Task<int> Main(string[] args)
    {
        try
        {
            var builder = Host.CreateApplicationBuilder(args);
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning).AddFilter("Orleans", LogLevel.Warning)
                .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
            var settings = TickerSettings.Read(builder.Configuration, builder.Environment.ContentRootPath);
            var cluster = ClusterSettings.Read(builder.Configuration);
            using var startLog = LoggerFactory.Create(log => log.AddConsole().SetMinimumLevel(LogLevel.Warning));
            await using var parts = await GrainHost.Begin(settings, TimeProvider.System, startLog);
            TickerHost.Add(builder, settings, parts);
            using var host = builder.Build();
            await host.StartAsync();
            Console.WriteLine($"A silo of Orleans.Ticker runs: {cluster}");
            Console.WriteLine($"Database: {settings.Postgres}");
            await host.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception e) when (Explain(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    /// <summary>What a person can mend, as one sentence; null for a fault of our own, which keeps its stack.</summary>
    static string? Explain(Exception e) => e switch
    {
        StartupException or DatabaseException => e.Message,
        OptionsValidationException o => string.Join(' ', o.Failures),
        System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.AddressAlreadyInUse } =>
            "A port of this silo is taken: stop the other program, or set Ticker:Cluster:SiloPort and Ticker:Cluster:GatewayPort to free ones.",
        { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}
