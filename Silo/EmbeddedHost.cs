using Grains.Interfaces;
using Grains.Storage;
using Grains.Subscriptions;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Silo;

/// <summary>What the embedded host is made of: settings in SQLite, streams in memory, nothing to install. The Cluster build has a file like this of its own.</summary>
static class EmbeddedHost
{
    /// <exception cref="DatabaseException">The settings' database is damaged: found here, before a grain that needs it fails.</exception>
    public static void AddGrainHost(IHostApplicationBuilder builder, DataFolder folder)
    {
        TickerDatabase.Check(folder.GrainDatabase);
        builder.UseOrleans(silo => silo
            .AddAdoNetGrainStorage(SubscriptionGrain.Storage, options =>
            {
                options.Invariant = "Microsoft.Data.Sqlite";
                options.ConnectionString = $"Data Source={folder.GrainDatabase}";
            })
            .AddMemoryStreams(TickerStreams.Provider));
    }
}
