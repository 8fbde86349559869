using System.Globalization;
using Gateway.Orders;
using Gateway.Security;
using Gateway.Streaming;
using Grains.Interfaces;
using Grains.Interfaces.Instruments;
using Microsoft.AspNetCore.SignalR;

namespace Gateway.Market;

/// <summary>The hub <c>/hubs/market</c>: server-to-client streams, one a subscription, so that a slow client slows only itself.</summary>
sealed partial class MarketHub(ChainRelays relays, MarketModes modes, OrderFeed orders, IClusterClient cluster, LiveHubs live, ClientStreams streams, TimeProvider time) : Hub
{
    public override Task OnConnectedAsync()
    {
        streams.Connect(Context);
        live.Add(Context);
        return base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        live.Remove(Context.ConnectionId);
        streams.Disconnect(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    /// <summary>Snapshot, deltas, gaps and heartbeats of one chain; <paramref name="expiry"/> null or empty means the nearest one.</summary>
    public async Task<IAsyncEnumerable<RawFrame>> StreamChain(string? underlying, string? expiry, ChainStreamOptions? options, CancellationToken cancellationToken)
    {
        options ??= new();
        CheckRate(options.MaxHz);
        if (options.Window is < 0 or > 500)
            throw new HubException($"window is {options.Window?.ToString(CultureInfo.InvariantCulture)}; it must be between 0 (all strikes) and 500.");
        var catalog = cluster.GetGrain<ICatalogGrain>(GrainKeys.Catalog);
        var found = await ChainLookup.Find(catalog, underlying ?? "", expiry);
        if (found.Problem is { } problem)
            throw new HubException(problem.Detail);
        var relay = await relays.Get(found.Key!)
            ?? throw new HubException($"There is no chain of {underlying} for {expiry} any more: ask /api/v1/underlyings for the expiries.");
        return streams.Start(Context, "chain", modes.Until(
            ended => relays.Watch(found.Key!, new ChainPump(relay, options, streams.Metrics, time).Frames(ended), ended), cancellationToken));
    }

    /// <summary>The caller's order changes, each once and in commit order: a snapshot of what is open, or what followed the position to resume from.</summary>
    public IAsyncEnumerable<RawFrame> StreamOrders(OrderStreamOptions? options, CancellationToken cancellationToken)
    {
        options ??= new();
        if (options.Resume < 0)
            throw new HubException($"resume is {options.Resume}; it must be the position of the last frame that was dealt with, 0 or more.");
        return streams.Start(Context, "orders", new OrderPump(orders, options, Callers.VisibleOwner(Context.User), time).Frames(cancellationToken));
    }

    void CheckRate(double? hz)
    {
        if (hz is { } asked && !(asked >= ChainPump.LeastHz && asked <= streams.Options.MostHz))
            throw new HubException(string.Create(CultureInfo.InvariantCulture, $"max_hz is {asked}; it must be between {ChainPump.LeastHz} and {streams.Options.MostHz}."));
    }
}
