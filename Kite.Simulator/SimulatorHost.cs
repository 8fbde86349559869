using Kite.Simulator.Control;
using Kite.Simulator.Market;
using Kite.Simulator.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kite.Simulator;

/// <summary>A running exchange and broker that speaks Kite Connect v3 over real sockets.</summary>
public sealed partial class SimulatorHost : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly World _world;
    readonly CancellationTokenSource _stopping;
    readonly ILogger _log;
    Task _loop = Task.CompletedTask;
    Task _postbacks = Task.CompletedTask;
    bool _stopped;

    SimulatorHost(WebApplication app, World world, CancellationTokenSource stopping, ILogger log)
    {
        (_app, _world, _stopping, _log) = (app, world, stopping, log);
        RestAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Root of the REST routes.</summary>
    public Uri RestAddress { get; }

    /// <summary>The log-in page, without its query.</summary>
    public Uri LoginAddress => new(RestAddress, "connect/login");

    /// <summary>The ticker's WebSocket address, without its query.</summary>
    public Uri TickerAddress => new UriBuilder(RestAddress) { Scheme = RestAddress.Scheme == "https" ? "wss" : "ws" }.Uri;

    /// <summary>Of the first account.</summary>
    public string ApiKey => _world.Sessions.Accounts[0].ApiKey;

    /// <summary>Of the first account.</summary>
    public string ApiSecret => _world.Sessions.Accounts[0].ApiSecret;

    /// <summary>Of the first account.</summary>
    public string UserId => _world.Sessions.Accounts[0].UserId;

    /// <summary>All accounts, the first one included.</summary>
    public IReadOnlyList<SimulatorAccount> Accounts =>
        [.. _world.Sessions.Accounts.Select(static a => new SimulatorAccount(a.UserId, a.ApiKey, a.ApiSecret))];

    /// <summary>The simulated time of day.</summary>
    public SimulatorClock Clock => _world.Clock;

    /// <summary>Where the log-in page redirects; may be set once the client knows its own address.</summary>
    public Uri RedirectUrl
    {
        get => _world.RedirectUrl;
        set => _world.RedirectUrl = value;
    }

    internal World World => _world;

    /// <summary>Starts listening; the market moves at once.</summary>
    /// <exception cref="SimulatorException">An option is out of range, the data folder is in use, or the address is taken.</exception>
    public static async Task<SimulatorHost> StartAsync(
        SimulatorOptions options, TimeProvider time, ILoggerFactory? loggers = null, CancellationToken cancellation = default)
    {
        if (options.Problem() is { } problem)
            throw new SimulatorException(problem);
        var stopping = new CancellationTokenSource();
        var world = new World(options, time, stopping.Token);
        var log = (loggers ?? NullLoggerFactory.Instance).CreateLogger<SimulatorHost>();
        world.OnDamagedRecording = damage => LogDamaged(log, damage.File, damage.Offset, damage.Bytes);
        world.OnUnreadableRecording = reason => LogUnreadable(log, reason);
        var app = Build(options, world);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or FormatException or NotSupportedException)
        {
            world.Journal.Dispose();
            stopping.Dispose();
            await app.DisposeAsync();
            throw new SimulatorException($"The simulator cannot listen on {string.Join(", ", options.Urls)} ({e.Message}); choose other addresses.", e);
        }

        var host = new SimulatorHost(app, world, stopping, log);
        host._loop = host.RunAsync();
        host._postbacks = world.Postbacks.RunAsync(stopping.Token);
        LogStarted(log, host.RestAddress, world.Market.Now, world.Market.Instruments.Count);
        return host;
    }

    /// <summary>Closes all sockets, writes the clock and the prices down and stops listening.</summary>
    public Task StopAsync() => EndAsync(save: true);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndAsync(save: true);

    /// <summary>Ends as a killed process would: nothing more is written.</summary>
    internal Task KillAsync() => EndAsync(save: false);

    async Task EndAsync(bool save)
    {
        if (_stopped)
            return;
        _stopped = true;
        await _stopping.CancelAsync();
        await _loop;
        await _postbacks;
        lock (_world.Gate)
        {
            if (save)
                _world.Save();
            _world.Journal.Dispose();
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), _world.Time);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        _stopping.Dispose();
        LogStopped(_log, _world.Market.Now);
    }

    async Task RunAsync()
    {
        using var timer = new PeriodicTimer(World.TurnPeriod, _world.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                Turn();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    void Turn()
    {
        try
        {
            _world.Turn();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk is full or gone: the market goes on, and the next turn tries to save again.
            LogNotSaved(_log, e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A fault of ours. The market stands for this turn only, and it is said: a market that stops without a word looks like a quiet one.
            LogTurnFailed(_log, e);
        }
    }

    static WebApplication Build(SimulatorOptions options, World world)
    {
        // An empty builder: settings files and environment variables of the process that hosts the simulator are not meant for it.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(options.Urls);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        var rest = new RestServer(world);
        var control = new ControlServer(world);
        app.UseWebSockets();
        app.Run(context =>
        {
            context.Response.Headers["X-Simulated-Time"] = Ist.Candle(world.Clock.Now);
            var path = context.Request.Path;
            return path.StartsWithSegments("/control") ? control.ServeAsync(context)
                : path == "/" || path == "" || context.WebSockets.IsWebSocketRequest ? world.Hub.ServeAsync(context)
                : rest.ServeAsync(context);
        });
        return app;
    }

    /// <summary>The process belongs to somebody else: its signals are not ours.</summary>
    sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>A broker account of the simulator. The secret is not a secret: it follows from the account's number.</summary>
public sealed record SimulatorAccount(string UserId, string ApiKey, string ApiSecret);
