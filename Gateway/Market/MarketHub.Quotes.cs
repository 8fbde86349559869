using Gateway.Feeds;
using Gateway.Quotes;
using Gateway.Streaming;
using Grains.Interfaces;
using Grains.Interfaces.Instruments;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;

namespace Gateway.Market;

sealed partial class MarketHub
{
    const int MostInstruments = 200;

    /// <summary>Quotes of single instruments (<c>exchange:tradingsymbol</c>, 1 to 200), with depth.</summary>
    public async Task<IAsyncEnumerable<RawFrame>> StreamInstruments(
        string[]? instruments, QuoteStreamOptions? options, [FromServices] QuoteBoard board, [FromServices] QuoteFrames frames, CancellationToken cancellationToken)
    {
        options ??= new();
        CheckRate(options.MaxHz);
        var named = (instruments ?? []).Distinct(StringComparer.Ordinal).ToArray();
        if (named.Length is 0 or > MostInstruments)
            throw new HubException($"{named.Length} instruments are named; name 1 to {MostInstruments}, or stream their chain.");
        var catalog = cluster.GetGrain<ICatalogGrain>(GrainKeys.Catalog);
        var found = await Task.WhenAll(named.Select(catalog.Find));
        if (Array.IndexOf(found, null) is >= 0 and var absent)
            throw new HubException($"There is no instrument {named[absent]}; the nearest names are {string.Join(", ", await catalog.NearestInstruments(named[absent]))}.");
        var pump = new QuotePump(board, frames, found!, options, streams.Metrics, time);
        return streams.Start(Context, "instruments", modes.Until(pump.Frames, cancellationToken));
    }

    /// <summary>How every ticker socket is, once a second.</summary>
    public IAsyncEnumerable<RawFrame> StreamFeedHealth([FromServices] FeedHealthRelay relay, [FromServices] FeedHealthFrames frames, CancellationToken cancellationToken) =>
        streams.Start(Context, "feed_health", new FeedHealthPump(relay, frames, time).Frames(cancellationToken));
}
