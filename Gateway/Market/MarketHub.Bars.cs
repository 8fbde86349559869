using Gateway.Streaming;
using Grains.Interfaces;
using Grains.Interfaces.Bars;
using Grains.Interfaces.Instruments;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;

namespace Gateway.Market;

sealed partial class MarketHub
{
    /// <summary>The trading day's bars of one instrument, <c>exchange:tradingsymbol</c>: a snapshot, then those that change. <paramref name="interval"/> null or empty means 1m.</summary>
    public async Task<IAsyncEnumerable<RawFrame>> StreamBars(
        string? instrument, string? interval, BarStreamOptions? options, [FromServices] BarRelays bars, CancellationToken cancellationToken)
    {
        var name = string.IsNullOrEmpty(interval) ? "1m" : interval;
        if (!BarIntervals.TryParse(name, out var seconds))
            throw new HubException($"There are no bars of {name}; take 1s or one of {BarIntervals.Names}.");
        var catalog = cluster.GetGrain<ICatalogGrain>(GrainKeys.Catalog);
        if (await catalog.Find(instrument ?? "") is not { } listed)
            throw new HubException($"There is no instrument {instrument}; the nearest names are {string.Join(", ", await catalog.NearestInstruments(instrument ?? ""))}.");
        return streams.Start(Context, "bars", bars.Frames(listed.Instrument, name, seconds, options ?? new(), cancellationToken));
    }
}
