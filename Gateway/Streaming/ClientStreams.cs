using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Security;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Gateway.Streaming;

/// <summary>One hub connection: how many streams it has, and whether it was cut off already.</summary>
sealed class ClientConnection(HubCallerContext context, string? key)
{
    int streams;
    int isCut;

    public HubCallerContext Context => context;

    /// <summary>What it came in with; null for this machine's own user.</summary>
    public string? Key => key;

    public bool TryAddStream(int most)
    {
        if (Interlocked.Increment(ref streams) <= most)
            return true;
        Interlocked.Decrement(ref streams);
        return false;
    }

    public void RemoveStream() => Interlocked.Decrement(ref streams);

    /// <summary>True for the first who asks.</summary>
    public bool Cut() => Interlocked.Exchange(ref isCut, 1) == 0;
}

/// <summary>Every hub connection and every stream on it, within their limits.</summary>
sealed class ClientStreams(IOptions<StreamingOptions> options, StreamMetrics metrics, TimeProvider time)
{
    const string NoKey = "";
    readonly ConcurrentDictionary<string, ClientConnection> connections = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<ClientStream, bool> open = new();
    readonly ConcurrentDictionary<string, int> byKey = new(StringComparer.Ordinal);
    int connected;

    public StreamMetrics Metrics => metrics;

    public StreamingOptions Options => options.Value;

    public int Connections => Volatile.Read(ref connected);

    public IEnumerable<ClientStream> Open => open.Keys;

    public int Count => open.Count;

    /// <summary>Whether there is room for one more connection of this caller; told before the connection is made, so that the refusal has words.</summary>
    public string? Refusal(string? key) =>
        Connections >= Options.Connections ? $"The hub has {Options.Connections} connections and takes no more (Ticker:Hub:Connections): try again later."
        : key is not null && byKey.GetValueOrDefault(key) >= Options.ConnectionsPerKey ? $"This key has {Options.ConnectionsPerKey} hub connections and gets no more (Ticker:Hub:ConnectionsPerKey): close one, or put several streams on one."
        : null;

    /// <summary>Counts a connection in.</summary>
    /// <exception cref="HubException">There is no room after all: many came at once.</exception>
    public void Connect(HubCallerContext context)
    {
        var key = context.User is { } user ? Callers.CredentialOf(user) : null;
        connections[context.ConnectionId] = new(context, key);
        var mine = byKey.AddOrUpdate(key ?? NoKey, 1, static (_, count) => count + 1);
        if (Interlocked.Increment(ref connected) <= Options.Connections && (key is null || mine <= Options.ConnectionsPerKey))
            return;
        Disconnect(context.ConnectionId);
        metrics.OnRefused();
        throw new HubException("There is no room for another connection: try again later.");
    }

    public void Disconnect(string connectionId)
    {
        if (!connections.TryRemove(connectionId, out var connection))
            return;
        Interlocked.Decrement(ref connected);
        var key = connection.Key ?? NoKey;
        if (byKey.AddOrUpdate(key, 0, static (_, count) => count - 1) == 0)
            // Only if nobody came in between.
            byKey.TryRemove(new(key, 0));
    }

    /// <summary>A stream of this connection; SignalR disposes of it when it ends in whatever way.</summary>
    /// <exception cref="HubException">The connection has as many as it may.</exception>
    public IAsyncEnumerable<RawFrame> Start(HubCallerContext context, string name, IAsyncEnumerable<RawFrame> frames)
    {
        if (!connections.TryGetValue(context.ConnectionId, out var connection) || !connection.TryAddStream(Options.StreamsPerConnection))
            throw new HubException(string.Create(CultureInfo.InvariantCulture, $"This connection has {Options.StreamsPerConnection} streams and gets no more (Ticker:Hub:StreamsPerConnection): cancel one, or open another connection."));
        var stream = new ClientStream(connection, name, frames, this, time);
        open[stream] = true;
        return stream;
    }

    public void Close(ClientStream stream)
    {
        if (open.TryRemove(stream, out _))
            stream.Connection.RemoveStream();
    }
}
