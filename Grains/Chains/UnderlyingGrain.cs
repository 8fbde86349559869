using System.Collections.Immutable;
using Grains.Accounts;
using Grains.Instruments;
using Grains.Interfaces;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;
using Kite.Instruments;
using Microsoft.Extensions.Options;
using Orleans.Placement;

namespace Grains.Chains;

/// <summary>Spot and futures of one underlying, merged from the silo's conflator.</summary>
[PreferLocalPlacement, KeepAlive, GrainType("underlying")]
internal sealed class UnderlyingGrain(InstrumentDirectory directory, AccountRegistry accounts, IOptions<PricingOptions> options, TimeProvider time)
    : Grain, IUnderlyingGrain
{
    readonly Dictionary<string, InstrumentUpdate> latest = new(StringComparer.Ordinal);
    string exchange = "";
    string name = "";
    UnderlyingPoint point = UnderlyingPoint.Empty;
    int market = -1;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (GrainKeys.Body(this.GetPrimaryKeyString()).Split(':', 2) is [var first, var second])
            (exchange, name) = (first, second);
        return Task.CompletedTask;
    }

    public Task<UnderlyingPoint> Apply(ImmutableArray<InstrumentUpdate> updates)
    {
        Begin();
        foreach (var update in accounts.OfThisMarket(updates))
            latest[update.Instrument] = update;
        if (directory.Current is not { } master)
            return Task.FromResult(point);
        var index = master.Spot(name)?.Key.ToString();
        var spot = index is not null && latest.TryGetValue(index, out var u) ? u : default;
        var futures = master.Futures(name, exchange)
            .Where(f => f.Expiry is not null && latest.ContainsKey(f.Key.ToString()))
            .Select(f => ToPoint(f, latest[f.Key.ToString()]))
            .OrderBy(f => f.Expiry)
            .ToImmutableArray();
        var plain = spot.ReceivedAt == 0 ? null : QuoteBuilder.Plain(spot);
        var asOf = Math.Max(spot.ExchangeTime, latest.Values.Where(v => v.Instrument != index).Select(v => v.ExchangeTime).DefaultIfEmpty().Max());
        point = new(plain?.Ltp, plain?.Change, QuoteBuilder.Time(asOf), futures);
        return Task.FromResult(point);
    }

    /// <summary>Live or simulated, the other market's prices are forgotten.</summary>
    void Begin()
    {
        if (market == accounts.ModeGeneration)
            return;
        (market, point) = (accounts.ModeGeneration, UnderlyingPoint.Empty);
        latest.Clear();
    }

    public Task<UnderlyingInfo?> GetInfo()
    {
        Begin();
        if (directory.Current is not { } master || master.OptionExchange(name) != exchange)
            return Task.FromResult<UnderlyingInfo?>(null);
        var info = new UnderlyingInfo(
            name, exchange, master.Spot(name)?.Key.ToString(), point.Spot, point.SpotChange, point.ExchangeTime,
            [.. master.Expiries(name)], point.Futures, accounts.Primary.Mode);
        return Task.FromResult<UnderlyingInfo?>(info);
    }

    FuturePoint ToPoint(Instrument future, in InstrumentUpdate update)
    {
        var age = time.GetUtcNow().UtcTicks - update.ReceivedAt;
        // A future that is quoted trades every second: one that has been silent for longer than three live periods is no forward.
        var fresh = age <= 3 * options.Value.LiveFor.Ticks;
        return new(
            update.Instrument, future.Expiry!.Value, QuoteBuilder.Price(update.LastPrice, update.Divisor), QuoteBuilder.Price(update.Bid, update.Divisor),
            QuoteBuilder.Price(update.Ask, update.Divisor), QuoteBuilder.Time(update.ExchangeTime), fresh);
    }
}
