using Grains.Accounts;
using Grains.Bars;
using Grains.Feeds;
using Grains.Interfaces;
using Grains.Interfaces.Bars;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Instruments;
using Grains.Storage;
using Grains.Tests.Market.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Bars;

/// <summary>Instruments, bars and a database; the test brings the ticks, turns the clock and is the pump.</summary>
sealed class BarRig : IAsyncDisposable
{
    readonly MarketSilo silo;

    BarRig(MarketSilo silo)
    {
        this.silo = silo;
        Pump = silo.Service<BarPump>();
        silo.Service<FeedBoard>().Set(Quotes.Source, () => Health);
    }

    public BarPump Pump { get; }

    public FeedHealth Health { get; set; } = Quotes.Feed() with { Since = Listing.Noon };

    public ManualTime Time => silo.Time;

    public IEnumerable<string> Made => silo.Service<BarBoard>().Lanes.Select(l => l.Instrument).Order();

    public static async Task<BarRig> Start(string database, Action<BarOptions>? options = null) => new(await MarketSilo.Start(
        [new AccountOptions { Id = "main", Broker = "kite" }], master: Listing.Master(),
        services: services => services.AddTickerStorage(database).AddSingleton<BarStore>().AddSingleton<BarWriter>().AddSingleton<BarPump>().Configure(options ?? (_ => { }))));

    /// <summary>A packet of a trade just now, or as many seconds before.</summary>
    public async Task Trade(string instrument, double price, uint volume = 0, int before = 0)
    {
        var tick = Quotes.Full(silo.Directory.Current!.Find(instrument).Token, price, Time.GetUtcNow().AddSeconds(-before)) with { Volume = volume };
        await silo.Instrument(instrument).OnTick(instrument == Listing.Index ? tick with { Kind = TickKind.IndexFull, LastTradeTime = 0 } : tick);
    }

    /// <summary>Time goes on, second by second, with the pump.</summary>
    public async Task Pass(int seconds)
    {
        for (; seconds > 0; seconds--)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            if (Health.State == FeedState.Healthy)
                Health = Health with { LastFrameAt = Time.GetUtcNow() };
            Pump.Turn();
            await Pump.Store();
        }
    }

    public IBarsGrain Bars(string instrument) => silo.Client.GetGrain<IBarsGrain>(GrainKeys.Bars(instrument));

    public async Task<BarPage> Get(string instrument, int seconds = 60, long? from = null, long? to = null, int limit = 100) =>
        await Bars(instrument).Get(new(seconds, from, to, limit));

    public async ValueTask DisposeAsync() => await silo.DisposeAsync();
}
