using System.Diagnostics.Metrics;
using Gateway.Endpoints;
using Gateway.Feeds;
using Gateway.Market;
using Gateway.Quotes;
using Gateway.Security;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Gateway.Streaming;

/// <summary>The hub with its protocol, its limits and what feeds it.</summary>
static class StreamingServices
{
    public const string Path = "/hubs/market";

    public static IServiceCollection AddStreaming(this IServiceCollection services)
    {
        services.AddOptions<StreamingOptions>().BindConfiguration("Ticker:Hub").ValidateDataAnnotations().ValidateOnStart();
        services.AddSignalR().AddJsonProtocol(o => TickerJson.Configure(o.PayloadSerializerOptions));
        services.AddSingleton<IHubProtocol, FrameProtocol>();
        services.AddSingleton<HubConnectionHandler<MarketHub>, FrameConnections>();
        services.AddOptions<HubOptions>().Configure<IOptions<StreamingOptions>>((hub, ours) => hub.MaximumReceiveMessageSize = ours.Value.MessageBytes);
        services.AddOptions<SocketTransportOptions>().Configure<IOptions<StreamingOptions>>((transport, ours) => transport.CreateBoundListenSocket = endpoint =>
        {
            var listener = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            // Accepted sockets have what the listening one has.
            if (ours.Value.SendBufferBytes > 0)
                listener.SendBufferSize = ours.Value.SendBufferBytes;
            return listener;
        });
        services.AddSingleton<StreamMetrics>();
        services.AddSingleton(p =>
        {
            var streams = ActivatorUtilities.CreateInstance<ClientStreams>(p);
            StreamMetrics.Observe(streams, p.GetRequiredService<IMeterFactory>());
            return streams;
        });
        services.AddHostedService<SlowClients>();
        services.AddSingleton<LiveHubs>();
        services.AddSingleton<ChainRelays>();
        services.AddSingleton<BarRelays>();
        services.AddSingleton<MarketModes>().AddHostedService(p => p.GetRequiredService<MarketModes>());
        services.AddSingleton<Orders.OrderFeed>();
        services.AddSingleton<QuoteBoard>().AddHostedService(p => p.GetRequiredService<QuoteBoard>());
        services.AddSingleton<QuoteFrames>();
        services.AddSingleton<FeedHealthRelay>().AddHostedService(p => p.GetRequiredService<FeedHealthRelay>());
        services.AddSingleton<FeedHealthFrames>();
        return services;
    }

    /// <summary>
    /// Refuses what there is no room for before it is a connection: a status and a sentence, which a closed socket could not have. What is let in is offered the short way out.
    /// </summary>
    public static void UseStreamingLimits(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!http.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal))
        {
            await next(http);
            return;
        }

        // What has an id has been let in already; should many come at once, connecting counts again.
        if (!http.Request.Query.ContainsKey("id")
            && http.RequestServices.GetRequiredService<ClientStreams>() is var streams
            && streams.Refusal(Callers.CredentialOf(http.User)) is { } refusal)
        {
            streams.Metrics.OnRefused();
            await new Problem(503, "too_many_connections", refusal, RetryAfter: TimeSpan.FromSeconds(10)).ToResult().ExecuteAsync(http);
            return;
        }

        HubOutput.Offer(http);
        await next(http);
    });
}
