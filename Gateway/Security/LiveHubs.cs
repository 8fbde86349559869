using System.Collections.Concurrent;
using Grains.Storage;
using Microsoft.AspNetCore.SignalR;

namespace Gateway.Security;

/// <summary>The open hub connections and what each came in with, so that they end when that does.</summary>
sealed class LiveHubs(TimeProvider time)
{
    readonly ConcurrentDictionary<string, (HubCallerContext Connection, string Credential, DateTimeOffset? Expires)> open = new(StringComparer.Ordinal);

    public void Add(HubCallerContext connection)
    {
        if (connection.User is { } user && Callers.CredentialOf(user) is { } credential)
            open[connection.ConnectionId] = (connection, credential, Callers.ExpiryOf(user));
    }

    public void Remove(string connectionId) => open.TryRemove(connectionId, out _);

    /// <summary>Whether a connection depends on an API key.</summary>
    public bool HasKeys => open.Values.Any(c => c.Credential.StartsWith("key:", StringComparison.Ordinal));

    /// <summary>Closes what came in with a key that is not among these, or with a token that has ended.</summary>
    public int Close(IReadOnlySet<string>? goodKeys)
    {
        var closed = 0;
        foreach (var (id, (connection, credential, expires)) in open)
        {
            var revoked = goodKeys is not null && credential.StartsWith("key:", StringComparison.Ordinal) && !goodKeys.Contains(credential["key:".Length..]);
            if (!revoked && !(expires <= time.GetUtcNow()))
                continue;
            Remove(id);
            connection.Abort();
            closed++;
        }

        return closed;
    }
}

/// <summary>Looks every second whether a key was revoked, by whatever process, or a token has ended.</summary>
sealed partial class LiveHubsWatch(LiveHubs hubs, ApiKeyStore keys, TimeProvider time, ILogger<LiveHubsWatch> logger) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Look(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, or did not start after all.
        }
    }

    async Task Look(CancellationToken stoppingToken)
    {
        try
        {
            var good = hubs.HasKeys
                ? (await keys.List(stoppingToken)).Where(k => k.RevokedAt is null).Select(k => k.Id).ToHashSet(StringComparer.Ordinal)
                : null;
            if (hubs.Close(good) is > 0 and var closed)
                LogClosed(logger, closed);
        }
        catch (StorageUnavailableException e)
        {
            LogNotRead(logger, e);
        }
    }

    [LoggerMessage(5111, LogLevel.Information, "{Count} hub connections were closed: their key was revoked or their token has ended")]
    static partial void LogClosed(ILogger logger, int count);

    [LoggerMessage(5112, LogLevel.Warning, "Whether keys of open hub connections were revoked could not be read; it is tried again")]
    static partial void LogNotRead(ILogger logger, Exception failure);
}
