using Gateway.Market;
using Gateway.Streaming;
using Grains.Interfaces;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;
using Grains.Tests.Market.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using Pricing;
using Pricing.Chains;

namespace Load.Fanout;

/// <summary>
/// One chain whose every version changes every row, so that each delta is as long as the last; stands in for the grains and their stream, so that what is measured is the gateway
/// alone. <c>spot</c> carries the moment of publishing, in milliseconds of the machine's steady clock.
/// </summary>
sealed class SyntheticChain : IDisposable
{
    /// <summary>Two quotes each; eight of them make a frame of about 8 KB.</summary>
    const int Rows = 7;
    static readonly DateOnly Expiry = new(2025, 11, 25);
    readonly ServiceProvider streams;
    readonly Lock gate = new();
    readonly ChainFrames bareFrames;
    ChainState state;
    IAsyncObserver<ChainEvent>? relay;
    long version = 1;

    public SyntheticChain(StreamMetrics metrics)
    {
        bareFrames = new(metrics, TimeProvider.System);
        state = ChainState.From(Snapshot());
        var stream = Stub.Of<IAsyncStream<ChainEvent>>((_, arguments) =>
        {
            relay = (IAsyncObserver<ChainEvent>)arguments[0]!;
            return Task.FromResult<StreamSubscriptionHandle<ChainEvent>>(null!);
        });
        streams = new ServiceCollection().AddKeyedSingleton(TickerStreams.Provider, Stub.Of<IStreamProvider>((_, _) => stream)).BuildServiceProvider();
        var chain = Stub.Of<IOptionChainGrain>((_, _) => Task.FromResult<ChainSnapshot?>(Snapshot()));
        var catalog = Stub.Of<ICatalogGrain>((method, _) =>
            method.Name == nameof(ICatalogGrain.Mode) ? Task.FromResult("simulated") : Task.FromResult(System.Collections.Immutable.ImmutableArray.Create(new UnderlyingRef("NIFTY", "NFO", [Expiry]))));
        Cluster = Stub.Of<IClusterClient>((method, _) =>
            method.Name != "GetGrain" ? streams : method.GetGenericArguments()[0] == typeof(ICatalogGrain) ? catalog : chain);
    }

    public IClusterClient Cluster { get; }

    /// <summary>The latest frame as SignalR would put it on the wire, for the bare broadcast.</summary>
    public byte[] Wire { get; private set; } = [];

    /// <summary>The next version, to the gateway's relay and, where somebody wants it, as bytes.</summary>
    public async Task Publish(bool asWire)
    {
        ChainEvent change;
        lock (gate)
        {
            version++;
            change = new(Header(), version - 1, [.. Enumerable.Range(1, Rows).Select(Row)], []);
        }

        if (asWire)
        {
            state = state.Apply(change)!;
            var everything = StrikeWindow.Of(state, 0);
            var frame = bareFrames.Delta(state, version - 1, everything, everything);
            Wire = [.. "{\"type\":2,\"invocationId\":\"0\",\"item\":"u8, .. frame.Utf8.Span, (byte)'}', 0x1e];
            return;
        }

        if (relay is not null)
            await relay.OnNextAsync(change);
    }

    /// <summary>The bare broadcast begins where the relay is.</summary>
    public void Restart()
    {
        lock (gate)
            state = ChainState.From(Snapshot());
    }

    public void Dispose() => streams.Dispose();

    ChainSnapshot Snapshot()
    {
        lock (gate)
            return new(Header(), [.. Enumerable.Range(1, Rows).Select(Row)]);
    }

    ChainHeader Header() => new()
    {
        Underlying = "NIFTY", Exchange = "NFO", Expiry = Expiry, Epoch = 1, Version = version, AsOf = new(2025, 11, 20, 12, 0, 0, new(5, 30, 0)),
        Spot = FanoutClock.Stamp(), Forward = 26105.35, ForwardSource = ForwardSource.Future, Rate = 0.065, YearsToExpiry = 0.0123, AtmStrike = 26100, Pcr = 0.9123,
        MaxPain = 26000, AtmIv = 0.1234, Mode = "simulated",
    };

    ChainRow Row(int at) => new(25_900 + at * 50m, Quote(at, "CE"), Quote(at, "PE"));

    OptionQuote Quote(int at, string side) => new()
    {
        Instrument = $"NFO:NIFTY25NOV{25_900 + at * 50}{side}", Token = (uint)(11_000_000 + at * 256), Ltp = 100 + version % 1000 * 0.05m, Change = -12.35m, Open = 110.5m, High = 121.05m,
        Low = 95.1m, Close = 112.2m, Bid = 99.95m, Ask = 100.1m, BidQty = 1_800, AskQty = 2_475, Volume = 1_234_575, Oi = 4_567_875, Iv = 0.12345678 + version % 100 * 1e-6, Delta = 0.51234567,
        Gamma = 0.00123456, ThetaPerDay = -12.345678, VegaPerPoint = 9.8765432, RhoPerPoint = 1.2345678, Price = 100.0123456, Status = PricingStatus.Ok, Freshness = Freshness.Simulated, Source = "sim:0",
        ExchangeTime = new(2025, 11, 20, 12, 0, 0, new(5, 30, 0)),
    };
}

/// <summary>The machine's steady clock, the same in every process.</summary>
static class FanoutClock
{
    /// <summary>Milliseconds, to the microsecond.</summary>
    public static decimal Stamp() => (long)(TimeProvider.System.GetTimestamp() * (1_000_000d / TimeProvider.System.TimestampFrequency)) / 1000m;

    public static double Now() => TimeProvider.System.GetTimestamp() * (1_000d / TimeProvider.System.TimestampFrequency);
}
