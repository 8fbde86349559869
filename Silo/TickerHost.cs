using Grains;
using Grains.Accounts;
using Grains.Bars;
using Grains.Baskets;
using Grains.Chains;
using Grains.Feeds;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Orders;
using Grains.Recording;
using Grains.Secrets;
using Grains.Sessions;
using Grains.Storage;
using Grains.Subscriptions;
using Grains.Webhooks;
using Kite;
using Kite.Simulator;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Silo.Guards;

namespace Silo;

/// <summary>Puts the service together: broker, storage, grains.</summary>
public static class TickerHost
{
    /// <summary>Registers everything but the gateway.</summary>
    /// <exception cref="StartupException">A grain of the service cannot work.</exception>
    public static void Add(IHostApplicationBuilder builder, TickerSettings settings, HostParts parts)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(parts);
        var (folder, simulator) = parts;
        var accounts = simulator is null ? settings.Accounts : [.. settings.Accounts, Bundled(simulator, settings.Accounts)];
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new AccountRegistry(accounts));
        services.AddSingleton<IOptions<PricingOptions>>(new OptionsWrapper<PricingOptions>(settings.Pricing));
        services.AddSingleton(Calendar(builder.Configuration));
        services.Configure<SessionOptions>(builder.Configuration.GetSection("Ticker:Sessions"));
        services.Configure<FeedOptions>(builder.Configuration.GetSection("Ticker:Feeds"));
        services.Configure<RecordingOptions>(builder.Configuration.GetSection("Ticker:Recording"));
        services.Configure<ModeOptions>(builder.Configuration.GetSection("Ticker:Modes"));
        services.Configure<BarOptions>(builder.Configuration.GetSection("Ticker:Bars"));
        services.Configure<SubscriptionOptions>(builder.Configuration.GetSection("Ticker:Subscriptions"));
        services.PostConfigure<SubscriptionOptions>(o =>
        {
            if (o.Underlyings.Count == 0)
                o.Underlyings.AddRange(["NIFTY", "BANKNIFTY"]);
        });
        // Hosted services start in this order: the grain host before whatever calls grains.
        GrainHost.AddGrains(builder, settings, folder);
        services.AddSingleton(provider => MarketClockAt(simulator, provider));
        services.AddTickerStorage(folder?.Database ?? new TickerDatabaseOptions().DataSource, settings.Postgres);
        services.AddSecrets(settings.Keys);
        services.AddAccounts();
        services.AddOrders(builder.Configuration.GetSection("Ticker:Orders"));
        services.AddBaskets(builder.Configuration.GetSection("Ticker:Baskets"));
        services.AddWebhooks(builder.Configuration.GetSection("Ticker:Webhooks"));
        services.AddMarketData();
        Telemetry.Add(services, builder.Configuration);
        GrainGuard.Verify(services);
    }

    /// <summary>Wraps every stored secret under the master key in use, while no service runs on the folder; returns how many, and what could not be opened.</summary>
    public static async Task<(int Rewrapped, IReadOnlyList<string> Failures)> Rewrap(TickerSettings settings, DataFolder folder)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(folder);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new AccountRegistry(settings.Accounts.Count > 0 ? settings.Accounts : [new AccountOptions()]));
        GrainHost.AddGrains(builder, settings, folder);
        builder.Services.AddTickerStorage(folder.Database, settings.Postgres);
        builder.Services.AddSecrets(settings.Keys);
        builder.Services.AddAccounts();
        using var host = builder.Build();
        await host.StartAsync();
        var reply = await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IAccountDirectoryGrain>(GrainKeys.Accounts).Rewrap();
        await host.StopAsync();
        return (reply.Rewrapped, reply.Failures);
    }

    /// <summary>Starts the bundled simulator, or nothing when accounts are configured and no simulator is to stand in for them.</summary>
    public static async Task<SimulatorHost?> StartBundledSimulator(TickerSettings settings, DataFolder folder, TimeProvider time, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(folder);
        if (!settings.NeedsSimulator)
            return null;
        var options = new SimulatorOptions
        {
            DataFolder = folder.Simulator,
            Seed = settings.Simulator.Seed,
            Start = settings.Simulator.Start,
            Speed = settings.Simulator.Speed,
            Rate = settings.Simulator.Rate,
        };
        try
        {
            return await SimulatorHost.StartAsync(options, time, loggers, CancellationToken.None);
        }
        catch (SimulatorException e)
        {
            throw new StartupException($"The bundled simulator cannot start: {e.Message}", e);
        }
    }

    static SessionCalendar Calendar(IConfiguration configuration)
    {
        try
        {
            return SessionFile.Read(configuration["Ticker:Sessions:File"]);
        }
        catch (FormatException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    static MarketClock MarketClockAt(SimulatorHost? simulator, IServiceProvider services)
    {
        var clock = new MarketClock(services.GetRequiredService<TimeProvider>(), services.GetRequiredService<AccountRegistry>());
        if (simulator is not null)
            clock.Observe(simulator.Clock.Now.ToUnixTimeSeconds());
        return clock;
    }

    static AccountOptions Bundled(SimulatorHost simulator, IReadOnlyList<AccountOptions> beside) => new()
    {
        Id = beside.Any(a => a.Id == "sim") ? "simulator" : "sim",
        Broker = "simulator",
        UserId = simulator.UserId,
        ApiKey = simulator.ApiKey,
        ApiSecret = simulator.ApiSecret,
        Addresses = new KiteAddresses(simulator.RestAddress, simulator.LoginAddress, simulator.TickerAddress),
    };
}
