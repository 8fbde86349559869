using System.IO.Pipelines;
using Gateway.Market;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Gateway.Streaming;

/// <summary>SignalR's hub connections, whose output goes to their WebSocket directly where there is one.</summary>
sealed class FrameConnections(
    HubLifetimeManager<MarketHub> lifetimes, IHubProtocolResolver protocols, IOptions<HubOptions> allHubs, IOptions<HubOptions<MarketHub>> hub, ILoggerFactory loggers, IUserIdProvider users,
    IServiceScopeFactory scopes) : HubConnectionHandler<MarketHub>(lifetimes, protocols, allHubs, hub, loggers, users, scopes)
{
    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        if (connection.GetHttpContext() is { } http && http.Features.Get<HubOutput>() is { } output)
        {
            var writer = new FrameWriter(connection.Transport.Output, output, connection.Features.Get<ITransferFormatFeature>(), http.Abort);
            connection.Transport = new Duplex(connection.Transport.Input, writer);
        }

        return base.OnConnectedAsync(connection);
    }

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
