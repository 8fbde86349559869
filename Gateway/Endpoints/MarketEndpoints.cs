using System.Globalization;
using Gateway.Market;
using Grains.Interfaces;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;
using Grains.Interfaces.Subscriptions;
using Pricing.Conventions;

namespace Gateway.Endpoints;

/// <summary>Underlyings, chains, instruments and quotes.</summary>
static class MarketEndpoints
{
    const int DefaultLimit = 100;
    const int MostLimit = 1000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/underlyings", Underlyings).WithName("ListUnderlyings").WithSummary("Underlyings with spot, futures and expiries.");
        api.MapGet("/chains/{underlying}", Chain).WithName("GetChain").WithSummary("One option chain; without expiry the nearest one.");
        api.MapGet("/instruments", Instruments).WithName("ListInstruments").WithSummary("The instrument master, filtered and paged.");
        api.MapGet("/instruments/{instrument}", Instrument).WithName("GetInstrument").WithSummary("One instrument, exchange:tradingsymbol.");
        api.MapGet("/instruments/{instrument}/quote", Quote).WithName("GetQuote").WithSummary("The live quote of one instrument, with depth.");
    }

    static async Task<IResult> Underlyings(IClusterClient cluster)
    {
        var listed = await Catalog(cluster).Underlyings();
        if (listed.IsEmpty)
            return Problem.Loading.ToResult();
        // What is streamed comes first, in the order it was asked for.
        var streamed = await cluster.GetGrain<ISubscriptionGrain>(GrainKeys.Subscriptions).Underlyings();
        var ordered = listed.OrderBy(u => streamed.IndexOf(u.Underlying) is >= 0 and var at ? at : int.MaxValue);
        var infos = await Task.WhenAll(ordered.Select(u => cluster.GetGrain<IUnderlyingGrain>(GrainKeys.Underlying(u.Exchange, u.Underlying)).GetInfo()));
        return Results.Json(new { underlyings = infos.OfType<UnderlyingInfo>() }, TickerJson.Options);
    }

    static async Task<IResult> Chain(string underlying, string? expiry, string? convention, IClusterClient cluster)
    {
        if (convention is not null && !PricingConventionNames.TryParse(convention, out _))
            return new Problem(400, "unknown_convention", $"There is no convention {convention}; they are nse, upstox and service.", "convention").ToResult();
        var (key, problem) = await ChainLookup.Find(Catalog(cluster), underlying, expiry);
        if (problem is not null)
            return problem.ToResult();
        var chain = cluster.GetGrain<IOptionChainGrain>(key!);
        var snapshot = await (PricingConventionNames.TryParse(convention, out var by) ? chain.GetSnapshotBy(by) : chain.GetSnapshot());
        return snapshot is null
            ? Problem.Loading.ToResult()
            : Results.Bytes(ChainJson.ToUtf8(json => ChainJson.Write(json, snapshot.Header, snapshot.Rows)), "application/json; charset=utf-8");
    }

    static async Task<IResult> Instruments(
        IClusterClient cluster, string? search, string? underlying, string? expiry, string? instrument_type, string? limit, string? cursor)
    {
        DateOnly? date = null;
        if (expiry is not null)
        {
            if (!DateOnly.TryParseExact(expiry, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
                return new Problem(400, "malformed_expiry", $"The expiry {expiry} is not a date: write it as YYYY-MM-DD.", "expiry").ToResult();
            date = parsed;
        }

        if (Paging.Limit(limit, DefaultLimit, MostLimit, out var take) is { } wrong)
            return wrong.ToResult();
        if (Paging.InstrumentCursor(cursor) is { } strange)
            return strange.ToResult();
        var page = await Catalog(cluster).Search(new(search, underlying, date, instrument_type, take, cursor));
        return Results.Json(page, TickerJson.Options);
    }

    static async Task<IResult> Instrument(string instrument, IClusterClient cluster) =>
        await Catalog(cluster).Find(instrument) is { } info ? Results.Json(info, TickerJson.Options) : await Unknown(instrument, cluster);

    static async Task<IResult> Quote(string instrument, IClusterClient cluster, TimeProvider time)
    {
        if (await Catalog(cluster).Find(instrument) is not { } info)
            return await Unknown(instrument, cluster);
        var quote = await cluster.GetGrain<IInstrumentGrain>(GrainKeys.Instrument(info.Instrument)).GetQuote();
        if (quote is null)
            return new Problem(404, "no_quote", $"{info.Instrument} has not ticked since the service started: subscribe to it with PUT /api/v1/subscriptions/{info.Instrument}.").ToResult();
        var age = Math.Max(0, (long)(time.GetUtcNow() - quote.ReceivedAt).TotalMilliseconds);
        return Results.Bytes(QuoteJson.Write(quote, age), "application/json; charset=utf-8");
    }

    public static async Task<IResult> Unknown(string instrument, IClusterClient cluster)
    {
        var catalog = Catalog(cluster);
        if (await catalog.Count() == 0)
            return Problem.Loading.ToResult();
        var nearest = await catalog.NearestInstruments(instrument);
        return new Problem(404, "unknown_instrument", $"There is no instrument {instrument}; the nearest names are {string.Join(", ", nearest)}.", "instrument", nearest).ToResult();
    }

    static ICatalogGrain Catalog(IClusterClient cluster) => cluster.GetGrain<ICatalogGrain>(GrainKeys.Catalog);
}
