using Grains.Interfaces;
using Grains.Storage;
using Grains.Subscriptions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Silo;

/// <summary>What the embedded host is made of: settings and reminders in SQLite or PostgreSQL, streams in memory. The Cluster build has a file like this of its own.</summary>
static class EmbeddedHost
{
    /// <exception cref="DatabaseException">The settings' database is damaged: found here, before a grain that needs it fails.</exception>
    public static void AddGrainHost(IHostApplicationBuilder builder, DataFolder folder, PostgresServer? postgres)
    {
        if (postgres is null)
            SqliteDatabase.Check(folder.GrainDatabase);
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
}
