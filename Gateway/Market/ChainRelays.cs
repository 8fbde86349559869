using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Gateway.Streaming;
using Grains.Interfaces.Subscriptions;

namespace Gateway.Market;

/// <summary>The chains that somebody watches, or watched: bounded by what is listed.</summary>
sealed class ChainRelays(IClusterClient cluster, StreamMetrics metrics, TimeProvider time, ILogger<ChainRelay> logger) : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, Lazy<Task<ChainRelay?>>> relays = new(StringComparer.Ordinal);

    readonly ConcurrentDictionary<string, int> watchers = new(StringComparer.Ordinal);
    readonly Channel<bool> changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Has something to read once a chain is watched that nobody watched before.</summary>
    public ChannelReader<bool> NewlyWatched => changed.Reader;

    /// <summary>The chains that clients look at now, and how many clients.</summary>
    public ImmutableArray<ChainDemand> Watched() => [.. watchers.Where(w => w.Value > 0).Select(w => new ChainDemand(w.Key, w.Value))];

    /// <summary>The same frames; for as long as they are read, the chain counts as looked at.</summary>
    public async IAsyncEnumerable<RawFrame> Watch(string chainKey, IAsyncEnumerable<RawFrame> frames, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (watchers.AddOrUpdate(chainKey, 1, static (_, count) => count + 1) == 1)
            changed.Writer.TryWrite(true);
        try
        {
            await foreach (var frame in frames.WithCancellation(cancellationToken))
                yield return frame;
        }
        finally
        {
            watchers.AddOrUpdate(chainKey, 0, static (_, count) => count - 1);
        }
    }

    /// <summary>Null when there is no such chain.</summary>
    public async Task<ChainRelay?> Get(string chainKey)
    {
        var entry = relays.GetOrAdd(chainKey, key => new(() => Start(key)));
        ChainRelay? relay = null;
        try
        {
            relay = await entry.Value;
            return relay;
        }
        finally
        {
            // Neither a failure nor an absence is remembered: the next day's master may list it.
            if (relay is null)
                relays.TryRemove(new(chainKey, entry));
        }
    }

    /// <summary>The market was switched: whoever asks next gets what is true then. Those who read on end by themselves.</summary>
    public void Forget()
    {
        foreach (var key in relays.Keys)
            Forget(key);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var entry in relays.Values)
            await End(entry);
    }

    void Forget(string chainKey)
    {
        if (relays.TryRemove(chainKey, out var entry))
            End(entry).Ignore();
    }

    static async Task End(Lazy<Task<ChainRelay?>> entry)
    {
        if (entry is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } && await entry.Value is { } relay)
            await relay.DisposeAsync();
    }

    async Task<ChainRelay?> Start(string chainKey)
    {
        var relay = new ChainRelay(chainKey, cluster, metrics, time, logger, () => Forget(chainKey));
        return await relay.Start() ? relay : null;
    }
}
