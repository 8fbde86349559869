using System.Buffers.Binary;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Kite.Simulator.Rest;
using Kite.Simulator.Ticker;
using Microsoft.AspNetCore.Http;

namespace Kite.Simulator.Control;

/// <summary>What can be done to ticker sockets.</summary>
internal static class SocketActions
{
    public static object Run(World world, string action, IQueryCollection query)
    {
        lock (world.Gate)
        {
            var user = query["user"].ToString();
            var number = query["socket"].ToString();
            var chosen = world.Hub.Sockets
                .Where(s => user.Length == 0 || s.Session.Account.UserId == user)
                .Where(s => number.Length == 0 || s.Number.ToString(CultureInfo.InvariantCulture) == number)
                .ToList();
            foreach (var socket in chosen)
                Run(world, socket, action, query);
            return new { sockets = chosen.Count };
        }
    }

    static void Run(World world, TickerSocket socket, string action, IQueryCollection query)
    {
        switch (action)
        {
            case "drop":
                socket.End();
                break;
            case "reset":
                socket.Abort();
                break;
            case "mute" or "unmute":
                socket.Muted = action == "mute";
                break;
            case "half-open":
                socket.HalfOpen = socket.Muted = true;
                break;
            case "reorder" or "unreorder":
                socket.Reordering = action == "reorder";
                break;
            case "delay":
                socket.Delay = int.TryParse(query["ms"], NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms <= 600_000
                    ? TimeSpan.FromMilliseconds(ms)
                    : throw ApiException.Input("Give ms, 0 to 600000.");
                break;
            case "duplicate" or "unduplicate":
                socket.Duplicating = action == "duplicate";
                break;
            case "garbage":
                socket.Enqueue(Binary([0xDE, 0xAD, 0xBE, 0xEF, 0x00, 0xFF, 0x13]));
                break;
            case "truncated":
                var whole = Frame(Ltp(world));
                socket.Enqueue(Binary(whole[..^3]));
                break;
            case "unknown":
                socket.Enqueue(Binary(Frame(new byte[17], Ltp(world))));
                break;
            case "fragments":
                socket.Enqueue(Binary(Frame(Ltp(world), Ltp(world))) with { InFragments = true });
                break;
            case "text":
                socket.Enqueue(new(WebSocketMessageType.Text, Encoding.UTF8.GetBytes(query["data"].ToString())));
                break;
            default:
                throw ApiException.NotFound();
        }
    }

    static OutgoingFrame Binary(byte[] bytes) => new(WebSocketMessageType.Binary, bytes);

    static byte[] Ltp(World world) => world.Hub.Cache.Packet(world.Market.Underlyings[0].Index, TickerMode.Ltp).ToArray();

    static byte[] Frame(params byte[][] packets)
    {
        var frame = new byte[2 + packets.Sum(static p => p.Length + 2)];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)packets.Length);
        var at = 2;
        foreach (var packet in packets)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(at), (ushort)packet.Length);
            packet.CopyTo(frame, at + 2);
            at += packet.Length + 2;
        }

        return frame;
    }
}
