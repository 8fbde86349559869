using Gateway.Market;
using Gateway.Streaming;
using Grains.Interfaces;
using Grains.Interfaces.Chains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Streams;

namespace Gateway.Tests.Support;

/// <summary>A relay whose grain and stream are the test, and pumps on it, under a clock that the test turns.</summary>
sealed class ChainRig : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    readonly ServiceProvider services;

    public ChainRig()
    {
        var stream = Stub.Of<IAsyncStream<ChainEvent>>((_, _) =>
        {
            Subscriptions++;
            return Task.FromResult<StreamSubscriptionHandle<ChainEvent>>(null!);
        });
        services = new ServiceCollection()
            .AddKeyedSingleton(TickerStreams.Provider, Stub.Of<IStreamProvider>((_, _) => stream))
            .BuildServiceProvider();
        GetSnapshot = () => Task.FromResult<ChainSnapshot?>(Snapshot);
        var grain = Stub.Of<IOptionChainGrain>((_, _) =>
        {
            Snapshots++;
            return GetSnapshot();
        });
        Cluster = Stub.Of<IClusterClient>((method, _) => method.Name == "GetGrain" ? grain : services);
        Relay = new("chain:NFO:NIFTY:2025-11-25", Cluster, Metrics, Time, NullLogger.Instance);
    }

    public ManualTime Time { get; } = new(new(2025, 11, 20, 6, 30, 0, TimeSpan.Zero));

    public StreamMetrics Metrics { get; } = new(NoMeters.Instance);

    public IClusterClient Cluster { get; }

    public ChainRelay Relay { get; }

    public ChainSnapshot? Snapshot { get; set; } = Chains.Snapshot(10);

    public Func<Task<ChainSnapshot?>> GetSnapshot { get; set; }

    public int Snapshots { get; private set; }

    public int Subscriptions { get; private set; }

    public static async Task<ChainRig> Start()
    {
        var rig = new ChainRig();
        Assert.True(await rig.Relay.Start());
        return rig;
    }

    /// <summary>Completes at the relay's next change.</summary>
    public Task News()
    {
        var signal = new PumpSignal(new ManualTime(default), CancellationToken.None);
        Relay.Pumps.Add(signal);
        return signal.News(TimeSpan.FromDays(1)).AsTask().WaitAsync(Patience);
    }

    public Task Publish(ChainEvent change) => Relay.OnNextAsync(change);

    public IAsyncEnumerator<RawFrame> Pump(ChainStreamOptions? options = null, CancellationToken cancellationToken = default) =>
        new ChainPump(Relay, options ?? new(), Metrics, Time).Frames(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>The next frame, turning the clock in small steps for as long as the pump waits for it.</summary>
    public async Task<System.Text.Json.JsonElement> Next(IAsyncEnumerator<RawFrame> frames)
    {
        var next = frames.MoveNextAsync().AsTask();
        var started = TimeProvider.System.GetTimestamp();
        while (!next.IsCompleted)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"No frame within {Patience}; the test's clock stands at {Time.GetUtcNow():O}.");
            // Completions run on the thread pool: let them, before time goes on.
            await Task.Yield();
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.True(await next);
        return frames.Current.Json();
    }

    public async ValueTask DisposeAsync()
    {
        await Relay.DisposeAsync();
        await services.DisposeAsync();
    }
}
