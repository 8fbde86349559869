using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Streaming;

/// <summary>
/// Where the WebSocket of a hub connection writes. Frames are written there as they are, shared by all connections: through SignalR's transport each would be copied into a pipe, taken out
/// by another thread, and copied once more. Writes take turns, and each is one whole WebSocket frame, the runtime's own (close, pong) as well as ours.
/// </summary>
sealed class HubOutput(IHttpUpgradeFeature upgrade) : IHttpUpgradeFeature
{
    TurnStream? stream;

    /// <summary>Null until the connection is a WebSocket.</summary>
    public Stream? Stream => Volatile.Read(ref stream);

    public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

    /// <summary>Must come before the WebSocket middleware, which takes the request's upgrade feature.</summary>
    public static void Offer(HttpContext http)
    {
        if (http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
            return;
        var output = new HubOutput(upgrade);
        http.Features.Set<IHttpUpgradeFeature>(output);
        http.Features.Set(output);
    }

    public async Task<Stream> UpgradeAsync()
    {
        var made = new TurnStream(await upgrade.UpgradeAsync());
        Volatile.Write(ref stream, made);
        return made;
    }
}
