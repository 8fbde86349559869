using System.Collections.Concurrent;

namespace Gateway.Market;

/// <summary>The chains that somebody watches, or watched: bounded by what is listed.</summary>
sealed class ChainRelays(IClusterClient cluster, TimeProvider time, ILogger<ChainRelay> logger) : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, Lazy<Task<ChainRelay?>>> relays = new(StringComparer.Ordinal);

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

    public async ValueTask DisposeAsync()
    {
        foreach (var entry in relays.Values)
        {
            if (entry is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } && await entry.Value is { } relay)
                await relay.DisposeAsync();
        }
    }

    async Task<ChainRelay?> Start(string chainKey)
    {
        var relay = new ChainRelay(chainKey, cluster, time, logger);
        return await relay.Start() ? relay : null;
    }
}
