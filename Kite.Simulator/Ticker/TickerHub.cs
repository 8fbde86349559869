using Kite.Simulator.Market;
using Kite.Simulator.Sessions;
using Microsoft.AspNetCore.Http;

namespace Kite.Simulator.Ticker;

/// <summary>All ticker connections. The world's lock guards the list.</summary>
internal sealed class TickerHub(World world)
{
    public const int SocketsPerKey = 3;
    const int StampMask = (1 << 30) - 1;
    readonly List<TickerSocket> _sockets = [];
    readonly Dictionary<string, int> _opening = [];
    int _numbers;
    long _floodEnds;
    long _packetsSent;
    long _packetsReplaced;

    public PacketCache Cache { get; } = new();

    public IReadOnlyList<TickerSocket> Sockets => _sockets;

    /// <summary>Packets that changed and were offered to the sockets, since the start.</summary>
    public long TicksPublished { get; private set; }

    /// <summary>Packets sent on all sockets since the start, those that have ended included.</summary>
    public long PacketsSent => Interlocked.Read(ref _packetsSent);

    /// <summary>Packets that were never sent because a newer one of the same token took their place, on sockets that were slow.</summary>
    public long PacketsReplaced => Interlocked.Read(ref _packetsReplaced);

    public void OnSent(int packets) => Interlocked.Add(ref _packetsSent, packets);

    /// <summary>Upgrades are refused with 400 (malformed), 403 (credentials) or 429 (a fourth socket of one key).</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var key = context.Request.Query["api_key"].ToString();
        var token = context.Request.Query["access_token"].ToString();
        if (!context.WebSockets.IsWebSocketRequest || key.Length == 0 || token.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (world.Faults.TakeUpgrade() is { } fault && await fault.BeforeAsync(context, world))
            return;
        Session? session;
        lock (world.Gate)
        {
            session = world.Sessions.Find(key, token);
            if (session is null)
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
            else if (_sockets.Count(s => s.Session.Account.ApiKey == key) + _opening.GetValueOrDefault(key) >= SocketsPerKey)
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            else
                _opening[key] = _opening.GetValueOrDefault(key) + 1;
        }

        if (context.Response.StatusCode == StatusCodes.Status200OK)
            await AcceptAsync(context, session!);
    }

    async Task AcceptAsync(HttpContext context, Session session)
    {
        TickerSocket? served = null;
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            served = new(world, socket, session, Interlocked.Increment(ref _numbers), context.Abort);
            lock (world.Gate)
            {
                _sockets.Add(served);
                _opening[session.Account.ApiKey]--;
                // The token may have died while the connection was being made.
                if (!world.Sessions.IsGood(session))
                    served.End();
            }

            await served.RunAsync(world.Stopping);
        }
        finally
        {
            lock (world.Gate)
            {
                if (served is null)
                    _opening[session.Account.ApiKey]--;
                else
                    _sockets.Remove(served);
            }

            served?.Dispose();
        }
    }

    /// <summary>Hands what the market changed to the sockets; under the world's lock.</summary>
    public void Publish(SimulatedMarket market)
    {
        int? stamp = world.Options.Stamps ? StampAt(world.Time) : null;
        foreach (var instrument in market.Dirty)
        {
            var change = Cache.Update(instrument, stamp);
            if (change == TickerMode.None)
                continue;
            TicksPublished++;
            foreach (var socket in _sockets)
                _packetsReplaced += socket.Subscriptions.Changed(market, instrument, change) ? 0 : 1;
        }

        market.TakeDirty();
    }

    /// <summary>See <see cref="SimulatorOptions.Stamps"/>.</summary>
    public static int StampAt(TimeProvider time) => (int)(time.GetUtcNow().ToUnixTimeMilliseconds() & StampMask);

    /// <summary>
    /// Floods all sockets with packets encoded beforehand, this many a second over all of them by what each subscribed to; the market stands still meanwhile. False
    /// when a flood is running or nobody has subscribed.
    /// </summary>
    public bool Flood(double rate, TimeSpan length)
    {
        var subscribed = _sockets.Sum(static s => s.Subscriptions.Count);
        if (IsFlooding || subscribed == 0)
            return false;
        _floodEnds = world.Time.GetTimestamp() + (long)(length.TotalSeconds * world.Time.TimestampFrequency);
        foreach (var socket in _sockets)
            socket.Start(new(world.Market, Cache, socket.Subscriptions, rate * socket.Subscriptions.Count / subscribed, length));
        return true;
    }

    /// <summary>Whether a flood is on; it ends by the clock, for a socket that is slow too.</summary>
    public bool IsFlooding => world.Time.GetTimestamp() < _floodEnds;

    public void Pulse()
    {
        foreach (var socket in _sockets)
            socket.Pulse();
    }

    /// <summary>A text event on every socket of a user.</summary>
    public void Push(string userId, string json)
    {
        foreach (var socket in _sockets)
        {
            if (socket.Session.Account.UserId == userId)
                socket.EnqueueText(json);
        }
    }

    /// <summary>Ends the sockets whose token is no longer good.</summary>
    public void EndDead()
    {
        foreach (var socket in _sockets)
        {
            if (!world.Sessions.IsGood(socket.Session))
                socket.End();
        }
    }
}
