using System.Collections.Immutable;
using Grains.Publishing;
using StackExchange.Redis;

namespace Silo;

/// <summary>Ticks to Redis channels, <c>PREFIX exchange:tradingsymbol</c>. A server that is down is looked for in the background; nothing waits for it.</summary>
sealed class RedisTransport(RedisSettings settings) : ITickTransport, IAsyncDisposable
{
    readonly ConnectionMultiplexer redis = ConnectionMultiplexer.Connect(settings.Options());

    public bool IsConnected => redis.IsConnected;

    public async Task Send(ImmutableArray<TickMessage> messages, CancellationToken cancellationToken)
    {
        var subscriber = redis.GetSubscriber();
        for (var i = 0; i < messages.Length - 1; i++)
            await subscriber.PublishAsync(Channel(messages[i]), messages[i].Json, CommandFlags.FireAndForget);
        // The answer to the last one says that the server has read them all: no more than a batch is ever under way.
        await subscriber.PublishAsync(Channel(messages[^1]), messages[^1].Json).WaitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();

    RedisChannel Channel(TickMessage message) => RedisChannel.Literal(settings.Prefix + message.Instrument);
}
