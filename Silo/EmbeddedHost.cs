using Grains.Interfaces;
using Grains.Storage;
using Grains.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Silo;

/// <summary>The Embedded build: grains in the gateway's own process; settings and reminders in SQLite or PostgreSQL, streams in memory. <c>ClusterHost.cs</c> is its counterpart.</summary>
static class GrainHost
{
    /// <summary>The gateway calls the broker itself.</summary>
    public static bool GatewayNeedsSecrets => true;

    /// <summary>What runs beside the application: the folder that it holds, and the bundled simulator.</summary>
    public static async Task<HostParts> Begin(TickerSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        var folder = DataFolder.Take(settings.DataFolder);
        try
        {
            if (settings.Postgres is { } server)
                await server.Prepare(time, loggers.CreateLogger<PostgresServer>());
            return new(folder, await TickerHost.StartBundledSimulator(settings, folder, time, loggers));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The gateway is the silo.</summary>
    public static void AddToGateway(IHostApplicationBuilder builder, TickerSettings settings, HostParts parts) => TickerHost.Add(builder, settings, parts);

    /// <exception cref="DatabaseException">The settings' database is damaged or cannot be written: found here, before a grain that needs it fails.</exception>
    public static void AddGrains(IHostApplicationBuilder builder, TickerSettings settings, DataFolder? folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var postgres = settings.Postgres;
        if (postgres is null)
            SqliteDatabase.CheckWritable(folder.GrainDatabase);
        var (invariant, connectionString) = postgres is null ? ("Microsoft.Data.Sqlite", $"Data Source={folder.GrainDatabase}") : ("Npgsql", postgres.ConnectionString());
        builder.UseOrleans(silo => silo
            .AddAdoNetGrainStorage(SubscriptionGrain.Storage, options =>
            {
                (options.Invariant, options.ConnectionString) = (invariant, connectionString);
                options.GrainStorageSerializer = new GrainStateSerializer();
            })
            .UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (invariant, connectionString))
            .AddMemoryStreams(TickerStreams.Provider)
            // Every queue is bounded: a grain that is this far behind refuses, and the caller conflates or says so.
            .Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = 10_000));
    }

    /// <summary>Orleans' Dashboard belongs to a cluster.</summary>
    public static IEndpointConventionBuilder? MapDashboard(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return null;
    }
}
