using Gateway.Endpoints;
using Gateway.Market;
using Gateway.Observability;
using Gateway.Security;
using Gateway.Streaming;
using Grains.Accounts;
using Grains.Storage;
using Microsoft.AspNetCore.DataProtection;
using Silo;

namespace Gateway.Hosting;

/// <summary>Builds the web application: the tests build the same one.</summary>
static class GatewayApp
{
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var here = Directory.GetCurrentDirectory();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = Directory.Exists(Path.Combine(here, "wwwroot")) ? here : AppContext.BaseDirectory,
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning)
            // It writes whole addresses, and a log-in's redirect carries a token in its own: not even where settings ask for more.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning)
            // Why a start failed is said once, by StartupFailure or by the runtime; what stops a running host is critical.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        return builder;
    }

    public static WebApplication Build(WebApplicationBuilder builder, TickerSettings settings, HostParts parts, bool keyless)
    {
        var addresses = ListenAddress.Read(builder.Configuration);
        builder.WebHost.UseUrls([.. addresses]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddSingleton(new AccountPolicy(AllowsLive: !keyless));
        GrainHost.AddToGateway(builder, settings, parts);
        AddGateway(builder, addresses, keyless);
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseMiddleware<HostOriginGuard>();
        app.UseMiddleware<PageHeaders>();
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseStreamingLimits();
        HealthEndpoints.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        var api = app.MapGroup("/api/v1").RequireAuthorization(Scopes.Read);
        MarketEndpoints.Map(api);
        SubscriptionEndpoints.Map(api);
        BarEndpoints.Map(api);
        OrderEndpoints.Map(api);
        BasketEndpoints.Map(api);
        DeskEndpoints.Map(api);
        PortfolioEndpoints.Map(app, api);
        LegacyBatchEndpoint.Map(app);
        LegacyOrderEndpoints.Map(app);
        AccountEndpoints.Map(app, api);
        WebhookEndpoints.Map(app, api);
        GrainHost.MapDashboard(app)?.RequireAuthorization(Scopes.Admin);
        app.MapHub<MarketHub>(StreamingServices.Path).RequireAuthorization(Scopes.Read);
        return app;
    }

    static void AddGateway(WebApplicationBuilder builder, IReadOnlyList<string> addresses, bool keyless)
    {
        var services = builder.Services;
        var configuration = builder.Configuration;
        services.ConfigureHttpJsonOptions(o => TickerJson.Configure(o.SerializerOptions));
        services.AddProblemDetails(o => o.CustomizeProblemDetails = StatusProblems.Complete);
        // Nothing is protected with keys that would have to outlive the process.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddOpenApi("v1");
        services.AddStreaming();
        services.AddSingleton(new AllowedSites(
            [.. ListenAddress.Hosts(addresses), .. configuration.GetSection("Ticker:AllowedHosts").Get<string[]>() ?? []],
            configuration.GetSection("Ticker:AllowedOrigins").Get<string[]>() ?? []));
        services.AddAuthentication(KeyAuthentication.SchemeName)
            .AddScheme<KeyAuthenticationOptions, KeyAuthentication>(KeyAuthentication.SchemeName, o => o.AllowKeyless = keyless);
        services.AddAuthorizationBuilder()
            .AddPolicy(Scopes.Read, p => p.RequireClaim("scope", Scopes.Read, Scopes.Trade, Scopes.Admin))
            .AddPolicy(Scopes.Trade, p => p.RequireClaim("scope", Scopes.Trade, Scopes.Admin))
            .AddPolicy(Scopes.Admin, p => p.RequireClaim("scope", Scopes.Admin));
        services.AddSingleton(new MetricsPage("Ticker", "System.Runtime"));
        services.AddSingleton<HubTickets>();
        services.AddRequestLimits(keyless);
        services.AddHostedService<LiveHubsWatch>();
        AddTokens(services, configuration);
        services.AddSingleton(p => new DerivedKeys(p.GetRequiredService<TimeProvider>()));
        services.AddHostedService<ChainDemandReport>();
        services.AddHostedService<ActivationGauge>();
        services.AddSingleton<Readiness>();
    }

    static void AddTokens(IServiceCollection services, ConfigurationManager configuration)
    {
        var options = configuration.GetSection("Ticker:Jwt").Get<JwtOptions>() ?? new();
        if (options.Problem() is { } problem)
            throw new StartupException(problem);
        if (options.Jwks is { } address)
            services.AddSingleton(p => new JwksKeys(address, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<JwksKeys>>()));
        services.AddSingleton(p => new JwtTokens(options, p.GetService<JwksKeys>(), p.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Whether requests without a key are let in: only for a simulated broker on loopback.</summary>
    /// <exception cref="StartupException">Keys are needed, and there are none.</exception>
    public static async Task<bool> AllowsKeyless(IConfiguration configuration, TickerSettings settings)
    {
        if (settings.IsSimulated && ListenAddress.AreLoopback(ListenAddress.Read(configuration)))
            return true;
        await using var database = await settings.OpenDatabase(TimeProvider.System);
        var known = await new ApiKeyStore(database, TimeProvider.System).List(CancellationToken.None);
        if (!known.Any(k => k.RevokedAt is null) && string.IsNullOrEmpty(configuration["Ticker:Jwt:Issuer"]))
        {
            throw new StartupException(
                "Without an API key the service listens on loopback and trades with the simulator only: make a key with `dotnet run --project Gateway -- keys create NAME --scopes read,trade`, and start again.");
        }

        return false;
    }
}
