using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;

namespace Gateway.Security;

/// <summary>
/// One-time tickets for the hub: a browser cannot send a header with a WebSocket, and a key must not stand in an address. A ticket is good once, for half a minute.
/// </summary>
sealed class HubTickets(TimeProvider time)
{
    const int MostOutstanding = 10_000;
    static readonly TimeSpan Life = TimeSpan.FromSeconds(30);
    readonly ConcurrentDictionary<string, (ClaimsPrincipal User, long MadeAt)> outstanding = new(StringComparer.Ordinal);

    /// <summary>Seconds that a ticket is good for.</summary>
    public static int LifeSeconds => (int)Life.TotalSeconds;

    /// <summary>Null when too many are outstanding.</summary>
    public string? Make(ClaimsPrincipal user)
    {
        foreach (var (old, entry) in outstanding)
        {
            if (IsOver(entry.MadeAt))
                outstanding.TryRemove(old, out _);
        }

        if (outstanding.Count >= MostOutstanding)
            return null;
        var ticket = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        outstanding[ticket] = (user, time.GetTimestamp());
        return ticket;
    }

    /// <summary>Who it was made for; null when it is unknown, used or too old.</summary>
    public ClaimsPrincipal? Redeem(string ticket) => outstanding.TryRemove(ticket, out var entry) && !IsOver(entry.MadeAt) ? entry.User : null;

    bool IsOver(long madeAt) => time.GetElapsedTime(madeAt) > Life;
}
