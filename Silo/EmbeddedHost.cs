using Grains.Interfaces;
using Grains.Subscriptions;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Silo;

/// <summary>What the embedded host is made of: settings in SQLite, streams in memory, nothing to install. The Cluster build has a file like this of its own.</summary>
static class EmbeddedHost
{
    public static void AddGrainHost(IHostApplicationBuilder builder, DataFolder folder) => builder.UseOrleans(silo => silo
        .AddAdoNetGrainStorage(SubscriptionGrain.Storage, options =>
        {
            options.Invariant = "Microsoft.Data.Sqlite";
            options.ConnectionString = $"Data Source={folder.GrainDatabase}";
        })
        .AddMemoryStreams(TickerStreams.Provider));
}
