using System.Net.Sockets;
using Grains;
using Grains.Accounts;
using Grains.Interfaces;
using Grains.Storage;
using Grains.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;

namespace Silo;

/// <summary>
/// The Cluster build: silos and gateways are processes of their own on Microsoft.Orleans, and find each other, their state and their reminders in one PostgreSQL database.
/// <c>EmbeddedHost.cs</c> is its counterpart.
/// </summary>
static class GrainHost
{
    const string Invariant = "Npgsql";

    /// <summary>Only silos call the broker.</summary>
    public static bool GatewayNeedsSecrets => false;

    /// <summary>Waits for PostgreSQL and brings its tables up to date. Nothing is kept in a folder, and no simulator is bundled: silos must share one.</summary>
    /// <exception cref="StartupException">A setting that a cluster needs is missing.</exception>
    public static async Task<HostParts> Begin(TickerSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        if (settings.Accounts.Count == 0)
            throw new StartupException("A cluster needs a broker that all its silos reach: set Ticker:Accounts, with Kite.Simulator as its own process for a trial.");
        var server = Server(settings);
        await server.Prepare(time, loggers.CreateLogger<PostgresServer>());
        return new(null, null);
    }

    /// <summary>The gateway is a client of the silos; of storage it has the API keys.</summary>
    public static void AddToGateway(IHostApplicationBuilder builder, TickerSettings settings, HostParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var cluster = ClusterSettings.Read(builder.Configuration);
        var connectionString = Server(settings).ConnectionString();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddTickerStorage(new TickerDatabaseOptions().DataSource, settings.Postgres);
        Telemetry.Add(builder.Services, builder.Configuration);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster.Apply)
                .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString))
                .AddMemoryStreams(TickerStreams.Provider)
                // A gateway may start before the silos, and outlives the loss of all of them.
                .UseConnectionRetryFilter(cluster.Retry)
                .AddDashboard();
            if (Telemetry.IsWanted(builder.Configuration))
                client.AddActivityPropagation();
        });
    }

    public static void AddGrains(IHostApplicationBuilder builder, TickerSettings settings, DataFolder? folder)
    {
        var cluster = ClusterSettings.Read(builder.Configuration);
        var server = Server(settings);
        var connectionString = server.ConnectionString();
        // A gateway may let requests in without a key while the settings name simulated accounts only: then none of a real broker may be added.
        builder.Services.AddSingleton(new AccountPolicy(AllowsLive: !settings.IsSimulated));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = cluster.DrainTimeout);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster.Apply)
                .Configure<ClusterMembershipOptions>(cluster.Apply)
                .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString))
                .UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString))
                .AddDashboard(options => options.HideTrace = true);
            if (cluster.AdvertisedAddress is { } address)
                silo.ConfigureEndpoints(address, cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: true);
            else
                silo.ConfigureEndpoints(cluster.SiloPort, cluster.GatewayPort, AddressFamily.InterNetwork, listenOnAnyHostAddress: true);
            AddStorageAndStreams(silo, connectionString);
            if (Telemetry.IsWanted(builder.Configuration))
                silo.AddActivityPropagation();
        });
        builder.Services.AddClusterWatch(server);
        if (RedisSettings.Read(builder.Configuration) is { } redis)
            builder.Services.AddTickPublisher(_ => new RedisTransport(redis));
    }

    /// <summary>The part that does not depend on how the silos find each other.</summary>
    static void AddStorageAndStreams(ISiloBuilder silo, string connectionString) => silo
        .AddAdoNetGrainStorage(SubscriptionGrain.Storage, options =>
        {
            (options.Invariant, options.ConnectionString) = (Invariant, connectionString);
            options.GrainStorageSerializer = new GrainStateSerializer();
        })
        // Who subscribed is worth no more than the subscriber: a gateway that hears nothing subscribes again.
        .AddMemoryGrainStorage("PubSubStore")
        .AddMemoryStreams(TickerStreams.Provider, streams => streams.ConfigurePullingAgent(agent => agent.Configure(options =>
        {
            options.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(5);
            options.BatchContainerBatchSize = 32;
        })))
        // Every queue is bounded: a grain that is this far behind refuses, and the caller conflates or says so.
        .Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = 10_000);

    /// <summary>For operators: it shows states, options and call figures of every silo.</summary>
    public static IEndpointConventionBuilder? MapDashboard(IEndpointRouteBuilder endpoints) => endpoints.MapOrleansDashboard("/ops/orleans");

    static PostgresServer Server(TickerSettings settings) => settings.Postgres
        ?? throw new StartupException("A cluster keeps its members, state and reminders in PostgreSQL: set ConnectionStrings:Ticker to Host=…;Database=…;Username=…;Password=….");
}
