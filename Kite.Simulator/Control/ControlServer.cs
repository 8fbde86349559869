using System.Globalization;
using System.Net;
using System.Text.Json;
using Kite.Simulator.Market;
using Kite.Simulator.Rest;
using Microsoft.AspNetCore.Http;

namespace Kite.Simulator.Control;

/// <summary>The operator's side of the simulator, for tests: parameters in the query, answers in JSON. Only the loopback address may use it.</summary>
internal sealed class ControlServer(World world)
{
    /// <summary>What <c>--help</c> shows.</summary>
    public const string Help =
        """
        Control (loopback only; parameters in the query string):
          GET    /control/state                       clock, sockets, counters, requests by route (and those with a dead token), orders placed for each tag
          GET    /control/instruments                 ?token= &symbol=EXCHANGE:SYMBOL (repeated)  the values behind the packets
          POST   /control/sockets/{action}            ?user= &socket=  (default: all) action is one of
                   drop (close frame), reset (TCP), mute, unmute, half-open (nothing is sent or read for a minute, then it ends), duplicate, unduplicate,
                   reorder (each frame after its successor), unreorder, delay (&ms=, 0 ends it),
                   garbage, truncated, unknown, fragments, text (&data=)
          POST   /control/faults                      ?kind= &path= &method= &count= &ms= &status=
                   path is the beginning of a REST path, or /ticker for the next upgrade
                   kind: delay (ms), hold-after (carried out, never answered), drop-after, hold-before, drop-before,
                   refuse (status: 400, 403, 429, 500, 503 as JSON, any other as HTML), refuse-after,
                   truncate (carried out, half of the answer), empty (carried out, no body)
          DELETE /control/faults                      forget all of them
          POST   /control/tokens/kill                 ?user=  kills access tokens and ends their sockets
          POST   /control/clock/advance               ?seconds=  or ?to=yyyy-MM-dd HH:mm:ss (IST)
          POST   /control/clock/speed                 ?speed=
          POST   /control/exchange/{down|up}          orders stay in their pending states while it is down
          POST   /control/exchange/{closed|open}      no session: nothing ticks, orders of the variety amo only; moving the clock opens it
          POST   /control/maintenance/{on|off}        every REST route answers 503 with an HTML page
          POST   /control/flood                       ?rate= &seconds=  pre-encoded packets to all sockets, rate of them a second; the market stands still
          POST   /control/replay                      ?file= &speed=  sends a recorded segment file, or a folder of them; speed 0 without pauses (default 1)
        """;

    public async Task ServeAsync(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        try
        {
            var answer = Handle(context.Request);
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(context.Response.Body, answer, answer.GetType(), options: null, context.RequestAborted);
        }
        catch (ApiException e)
        {
            await RestServer.ErrorAsync(context.Response, e.Status, e.ErrorType, e.Message);
        }
    }

    object Handle(HttpRequest request)
    {
        var path = request.Path.Value!.TrimEnd('/');
        switch (request.Method, path)
        {
            case ("GET", "/control/state"):
                return State();
            case ("GET", "/control/instruments"):
                return Meaning.Of(world, request.Query);
            case ("POST", "/control/exchange/closed" or "/control/exchange/open"):
                lock (world.Gate)
                    world.Closed = path.EndsWith("closed", StringComparison.Ordinal);
                return new { closed = world.Closed };
            case ("POST", "/control/maintenance/on" or "/control/maintenance/off"):
                world.Maintenance = path.EndsWith("on", StringComparison.Ordinal);
                return new { maintenance = world.Maintenance };
            case ("POST", "/control/replay"):
                return Replay(request.Query);
            case ("POST", "/control/flood"):
                return Flood(request.Query);
            case ("POST", "/control/faults"):
                world.Faults.Add(FaultOf(request.Query));
                return new { waiting = world.Faults.Waiting };
            case ("DELETE", "/control/faults"):
                world.Faults.Clear();
                return new { waiting = 0 };
            case ("POST", "/control/tokens/kill"):
                return Kill(request.Query["user"]);
            case ("POST", "/control/clock/advance"):
                return Advance(request.Query);
            case ("POST", "/control/clock/speed"):
                lock (world.Gate)
                    world.Clock.Speed = Number(request.Query, "speed", 0, 3600) ?? throw ApiException.Input("Give speed.");
                return State();
            case ("POST", "/control/exchange/down" or "/control/exchange/up"):
                lock (world.Gate)
                    world.Orders.LinkDown = path.EndsWith("down", StringComparison.Ordinal);
                return new { down = world.Orders.LinkDown };
            case ("POST", _) when path.StartsWith("/control/sockets/", StringComparison.Ordinal):
                return SocketActions.Run(world, path["/control/sockets/".Length..], request.Query);
            default:
                throw ApiException.NotFound();
        }
    }

    object State()
    {
        lock (world.Gate)
        {
            return new
            {
                now = world.Market.Now,
                speed = world.Clock.Speed,
                sockets = world.Hub.Sockets.Select(static s => new
                {
                    number = s.Number,
                    user = s.Session.Account.UserId,
                    subscriptions = s.Subscriptions.Count,
                    frames_sent = s.FramesSent,
                    events_dropped = s.EventsDropped,
                    muted = s.Muted,
                }).ToArray(),
                instruments = world.Market.Instruments.Count,
                spots = world.Market.Underlyings.ToDictionary(static u => u.Facts.Name, static u => u.Index.Last / 100.0),
                orders = world.Orders.Orders.Count,
                trades = world.Orders.Trades.Count,
                placed_by_tag = world.Orders.PlacedByTag,
                requests = world.Requests.All,
                dead_token_requests = world.Requests.DeadTokens,
                faults_waiting = world.Faults.Waiting,
                orders_today = world.Sessions.Accounts.ToDictionary(static a => a.UserId, a => world.DailyOrders.Of(a.UserId)),
                exchange_down = world.Orders.LinkDown,
                exchange_closed = world.Closed,
                maintenance = world.Maintenance,
                postbacks = new { sent = world.Postbacks.Sent, failed = world.Postbacks.Failed, dropped = world.Postbacks.Dropped },
                ticks_published = world.Hub.TicksPublished,
                packets_sent = world.Hub.PacketsSent,
                packets_replaced = world.Hub.PacketsReplaced,
                flooding = world.Hub.IsFlooding,
                replay = new { running = world.Replay.Running, sent = world.Replay.Sent, damaged = world.Replay.Damaged },
            };
        }
    }

    object Replay(IQueryCollection query)
    {
        var speed = Number(query, "speed", 0, 1e6) ?? 1;
        try
        {
            if (!world.Replay.Start(query["file"].ToString(), speed))
                throw ApiException.Input("A replay is running; wait until it has ended.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or InvalidDataException)
        {
            throw ApiException.Input($"The segment file cannot be read: {e.Message}");
        }

        return new { running = true };
    }

    object Flood(IQueryCollection query)
    {
        var rate = Number(query, "rate", 1, 1e8) ?? throw ApiException.Input("Give rate.");
        var seconds = Number(query, "seconds", 0.1, 600) ?? throw ApiException.Input("Give seconds.");
        lock (world.Gate)
        {
            if (!world.Hub.Flood(rate, TimeSpan.FromSeconds(seconds)))
                throw ApiException.Input("A flood is running, or no socket has subscribed to anything.");
        }

        return new { flooding = true };
    }

    object Kill(string? user)
    {
        lock (world.Gate)
        {
            var killed = world.Sessions.EndAll(string.IsNullOrEmpty(user) ? null : user);
            world.Hub.EndDead();
            return new { killed };
        }
    }

    object Advance(IQueryCollection query)
    {
        TimeSpan length;
        lock (world.Gate)
        {
            length = Ist.TryParse(query["to"], out var to)
                ? to - world.Market.Now
                : TimeSpan.FromSeconds(Number(query, "seconds", 0, 864_000) ?? throw ApiException.Input("Give seconds or to."));
            if (length < TimeSpan.Zero || length > TimeSpan.FromDays(30))
                throw ApiException.Input("The clock goes forward only, by 30 days at most.");
            if (query.ContainsKey("to"))
                world.AdvanceTo(to);
            else
                world.Advance(length);
        }

        return State();
    }

    static Fault FaultOf(IQueryCollection query)
    {
        var name = query["kind"].ToString().Replace("-", "", StringComparison.Ordinal);
        if (!Enum.TryParse<FaultKind>(name, ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
            throw ApiException.Input("Give kind: delay, hold-after, drop-after, hold-before, drop-before, refuse, refuse-after, truncate or empty.");
        var method = query["method"].ToString();
        var path = query["path"].ToString();
        return new(
            kind,
            method.Length == 0 ? null : method.ToUpperInvariant(),
            path.Length == 0 ? "/" : path,
            (int)(Number(query, "count", 1, 1e6) ?? 1),
            TimeSpan.FromMilliseconds(Number(query, "ms", 0, 1e6) ?? 0),
            (int)(Number(query, "status", 400, 599) ?? 502));
    }

    static double? Number(IQueryCollection query, string name, double low, double high)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high
            ? value
            : throw ApiException.Input(string.Create(CultureInfo.InvariantCulture, $"{name} must be a number between {low} and {high}."));
    }
}
