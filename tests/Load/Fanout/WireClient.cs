using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Load.Fanout;

/// <summary>
/// A subscriber on a bare TCP socket: it asks for the WebSocket, says SignalR's handshake, invokes <c>StreamChain</c>, and from then on reads frame headers, counts messages and looks at
/// the first bytes of each. A client library would cost more than the server that is measured.
/// </summary>
sealed class WireClient(IPEndPoint server, bool isHub, double hz, WireFigures figures) : IDisposable
{
    const byte Text = 0x81;
    const byte Close = 0x8;
    const byte Separator = 0x1e;
    readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly byte[] buffer = new byte[20 * 1024];
    readonly byte[] head = new byte[512];
    readonly byte[] frameHeader = new byte[10];
    int headLength;
    int headerLength;
    long left;
    int pieces;
    double lastAt;

    /// <summary>Before connecting: the kernel takes as little as it can, as for a client whose line is full.</summary>
    public WireClient Narrow()
    {
        socket.ReceiveBufferSize = 4096;
        return this;
    }

    public async Task Connect(CancellationToken stopping)
    {
        await socket.ConnectAsync(server, stopping);
        var path = isHub ? "/hubs/market" : "/bare";
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {server}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"), stopping);
        await ReadAnswer(stopping);
        if (!isHub)
            return;
        await Say("""{"protocol":"json","version":1}""", stopping);
        await Say(string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"type":4,"invocationId":"0","target":"StreamChain","arguments":["NIFTY",null,{"max_hz":{{hz}}}]}"""), stopping);
    }

    public Task Ping(CancellationToken stopping) => isHub ? Say("""{"type":6}""", stopping) : Task.CompletedTask;

    /// <summary>Reads until the server ends the connection.</summary>
    public async Task Read(CancellationToken stopping)
    {
        int read;
        while ((read = await socket.ReceiveAsync(buffer.AsMemory(), stopping)) > 0)
            Take(buffer.AsSpan(0, read));
    }

    public void Dispose() => socket.Dispose();

    async Task ReadAnswer(CancellationToken stopping)
    {
        var filled = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled), stopping);
            filled += read;
            var end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (read == 0 || (end >= 0 && !buffer.AsSpan(0, filled).StartsWith("HTTP/1.1 101"u8)))
                throw new IOException($"The server answered: {Encoding.ASCII.GetString(buffer, 0, filled)}");
            if (end < 0)
                continue;
            Take(buffer.AsSpan(end + 4, filled - end - 4));
            return;
        }
    }

    /// <summary>A masked text message, as clients must; a mask of zeroes leaves the bytes as they are.</summary>
    async Task Say(string json, CancellationToken stopping)
    {
        var message = Encoding.UTF8.GetBytes(json + "\u001e");
        byte[] header = message.Length < 126 ? [Text, (byte)(0x80 | message.Length)] : [Text, 0x80 | 126, (byte)(message.Length >> 8), (byte)message.Length];
        await socket.SendAsync((byte[])[.. header, 0, 0, 0, 0, .. message], stopping);
    }

    void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (left == 0)
            {
                if (!TakeHeader(ref bytes))
                    return;
                if (left > 0)
                    continue;
            }

            var part = (int)Math.Min(left, bytes.Length);
            TakePayload(bytes[..part]);
            bytes = bytes[part..];
            left -= part;
        }
    }

    /// <summary>One WebSocket message may carry several of SignalR's, each with a separator at its end.</summary>
    void TakePayload(ReadOnlySpan<byte> bytes)
    {
        figures.OnBytes(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf(Separator);
            var part = end < 0 ? bytes : bytes[..end];
            var room = Math.Min(part.Length, head.Length - headLength);
            part[..room].CopyTo(head.AsSpan(headLength));
            headLength += room;
            if (end < 0)
                return;
            OnMessage();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>False when the header goes on in the next read.</summary>
    bool TakeHeader(ref ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            frameHeader[headerLength++] = bytes[0];
            bytes = bytes[1..];
            var length = headerLength < 2 ? 2 : (frameHeader[1] & 0x7f) switch { 126 => 4, 127 => 10, _ => 2 };
            if (headerLength < length)
                continue;
            left = length switch { 4 => BinaryPrimitives.ReadUInt16BigEndian(frameHeader.AsSpan(2)), 10 => BinaryPrimitives.ReadInt64BigEndian(frameHeader.AsSpan(2)), _ => frameHeader[1] & 0x7f };
            headerLength = 0;
            pieces++;
            if ((frameHeader[0] & 0xf) == Close)
                figures.OnClosed();
            return true;
        }

        return false;
    }

    void OnMessage()
    {
        var message = head.AsSpan(0, headLength);
        headLength = 0;
        var came = pieces;
        pieces = 0;
        var spot = message.IndexOf("\"spot\":"u8);
        if (!message.StartsWith("{\"type\":2,"u8) || spot < 0 || message.IndexOf("\"snapshot\""u8) >= 0 || !Utf8Parser.TryParse(message[(spot + 7)..], out double sentAt, out _))
            return;
        var now = FanoutClock.Now();
        figures.OnUpdate(came, now - sentAt, lastAt == 0 || lastAt < figures.Since ? 0 : now - lastAt);
        lastAt = now;
    }
}
