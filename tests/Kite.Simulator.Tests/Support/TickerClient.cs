using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;

namespace Kite.Simulator.Tests.Support;

/// <summary>A bare ticker client with a decoder of its own.</summary>
internal sealed class TickerClient : IDisposable
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    readonly ClientWebSocket _socket = new();

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static Uri Address(Sim sim, string key, string token) => new($"{sim.Host.TickerAddress}?api_key={key}&access_token={token}");

    public static async Task<TickerClient> ConnectAsync(Sim sim, Trader trader)
    {
        var client = new TickerClient();
        using var patience = new CancellationTokenSource(s_patience);
        var last = Numbers(sim).DefaultIfEmpty().Max();
        await client._socket.ConnectAsync(Address(sim, trader.Account.ApiKey, trader.AccessToken), patience.Token);
        // The hand-shake ends a moment before the exchange counts the socket among those it pushes to.
        await Eventually.TrueAsync(() => Numbers(sim).Any(number => number > last));
        return client;
    }

    static List<int> Numbers(Sim sim)
    {
        lock (sim.Host.World.Gate)
            return [.. sim.Host.World.Hub.Sockets.Select(s => s.Number)];
    }

    public async Task SendAsync(string json)
    {
        using var patience = new CancellationTokenSource(s_patience);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, patience.Token);
    }

    /// <summary>The next message; null bytes when the connection has ended, cleanly or not.</summary>
    public async Task<(WebSocketMessageType Type, byte[]? Bytes)> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var buffer = new byte[600_000];
        var filled = 0;
        try
        {
            while (true)
            {
                var result = await _socket.ReceiveAsync(buffer.AsMemory(filled), patience.Token);
                filled += result.Count;
                if (result.MessageType == WebSocketMessageType.Close)
                    return (result.MessageType, null);
                if (result.EndOfMessage)
                    return (result.MessageType, buffer[..filled]);
            }
        }
        catch (WebSocketException)
        {
            return (WebSocketMessageType.Close, null);
        }
    }

    /// <summary>The next message that is longer than a heartbeat.</summary>
    public async Task<(WebSocketMessageType Type, byte[]? Bytes)> NextAsync()
    {
        while (true)
        {
            var message = await ReceiveAsync();
            if (message.Bytes is not { Length: 1 })
                return message;
        }
    }

    public async Task<List<byte[]>> PacketsAsync()
    {
        while (true)
        {
            var (type, bytes) = await NextAsync();
            Assert.NotNull(bytes);
            if (type == WebSocketMessageType.Binary)
                return Split(bytes);
        }
    }

    public async Task<string> TextAsync()
    {
        while (true)
        {
            var (type, bytes) = await NextAsync();
            Assert.NotNull(bytes);
            if (type == WebSocketMessageType.Text)
                return Encoding.UTF8.GetString(bytes);
        }
    }

    public static List<byte[]> Split(byte[] frame)
    {
        var packets = new List<byte[]>();
        var at = 2;
        for (var left = BinaryPrimitives.ReadUInt16BigEndian(frame); left > 0; left--)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(at));
            packets.Add(frame[(at + 2)..(at + 2 + length)]);
            at += 2 + length;
        }

        Assert.Equal(frame.Length, at);
        return packets;
    }

    public static uint Token(byte[] packet) => BinaryPrimitives.ReadUInt32BigEndian(packet);

    public static int Signed(byte[] packet, int at) => BinaryPrimitives.ReadInt32BigEndian(packet.AsSpan(at));

    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
    }
}
