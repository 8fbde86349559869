using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Gateway.Market;
using Gateway.Observability;
using Gateway.Streaming;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Load.Fanout;

/// <summary>
/// The gateway's own hub, relay, pumps, protocol and limits on Kestrel, and beside them <c>/bare</c>, which sends the same bytes with nothing between them and the WebSocket. Commands on
/// standard input: <c>rate hub|bare HZ</c> and <c>counts</c>; it ends with it.
/// </summary>
static class FanoutServer
{
    public static async Task<int> Run(string[] arguments)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = arguments });
        builder.WebHost.UseUrls("http://127.0.0.1:0").UseKestrelCore();
        builder.Logging.ClearProviders();
        // At saturation clients ask for all that can be sent.
        builder.Configuration["Ticker:Hub:MostHz"] = "1000";
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRouting();
        builder.Services.AddSingleton(new MetricsPage("Ticker"));
        builder.Services.AddStreaming();
        builder.Services.AddSingleton<SyntheticChain>();
        builder.Services.AddSingleton(p => p.GetRequiredService<SyntheticChain>().Cluster);
        await using var app = builder.Build();
        app.UseStreamingLimits();
        app.UseWebSockets();
        app.MapHub<MarketHub>(StreamingServices.Path);
        // It listens: what is counted costs what it costs in the service.
        app.Services.GetRequiredService<MetricsPage>();
        var chain = app.Services.GetRequiredService<SyntheticChain>();
        var bare = new BareBroadcast(chain);
        app.Map("/bare", bare.Serve);
        await app.StartAsync();
        using var publisher = new Publisher(chain, bare);
        Console.WriteLine($"listening {app.Urls.Single()}");
        while (await Console.In.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (line.Split(' ') is ["rate", var target, var hz])
                publisher.Set(target == "bare", double.Parse(hz, CultureInfo.InvariantCulture));
            else if (line.StartsWith("counts", StringComparison.Ordinal))
                Console.WriteLine($"{line} {JsonSerializer.Serialize(Counts(app.Services))}");
        }

        return 0;
    }

    static FanoutCounts Counts(IServiceProvider services)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var streams = services.GetRequiredService<ClientStreams>();
        var relays = services.GetRequiredService<ChainRelays>();
        return new(streams.Connections, streams.Count, relays.Watched().Sum(w => w.Clients), GC.GetTotalMemory(false), GC.GetTotalAllocatedBytes());
    }
}

/// <summary>What the server holds, after a collection.</summary>
sealed record FanoutCounts(int Connections, int Streams, int Watchers, long Heap, long Allocated)
{
    public bool IsEmpty => (Connections, Streams, Watchers) == (0, 0, 0);
}

/// <summary>The latest bytes to every WebSocket as fast as it takes them, skipping what is newer by then: the same rule as a pump's.</summary>
sealed class BareBroadcast(SyntheticChain chain)
{
    readonly PumpCrowd open = new();

    public void Wake() => open.Wake();

    public async Task Serve(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        using var signal = new PumpSignal(TimeProvider.System, http.RequestAborted);
        open.Add(signal);
        try
        {
            while (true)
            {
                if (await signal.News(TimeSpan.FromSeconds(10)))
                    await socket.SendAsync(chain.Wire, WebSocketMessageType.Text, true, http.RequestAborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The client left.
        }
        finally
        {
            open.Remove(signal);
        }
    }
}

/// <summary>Publishes at a rate; a turn that is late is not made up for.</summary>
sealed class Publisher(SyntheticChain chain, BareBroadcast bare) : IDisposable
{
    CancellationTokenSource running = new();

    public void Set(bool asWire, double hz)
    {
        running.Cancel();
        running.Dispose();
        running = new();
        chain.Restart();
        if (hz > 0)
            _ = Run(asWire, hz, running.Token);
    }

    public void Dispose()
    {
        running.Cancel();
        running.Dispose();
    }

    async Task Run(bool asWire, double hz, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / hz), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await chain.Publish(asWire);
                if (asWire)
                    bare.Wake();
            }
        }
        catch (OperationCanceledException)
        {
            // Another rate.
        }
    }
}
