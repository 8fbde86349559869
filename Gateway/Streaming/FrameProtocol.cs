using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Gateway.Streaming;

/// <summary>
/// SignalR's JSON protocol with a short way for frames: an item that is JSON already goes out as bytes that all connections share or, where the output is not a WebSocket's own, is copied
/// between its envelope's two halves, in one piece. Everything else is the stock protocol's. Its name is the stock one's too, and of two protocols with one name SignalR takes the later.
/// </summary>
sealed class FrameProtocol(IOptions<JsonHubProtocolOptions> options) : IHubProtocol
{
    const int LongestId = 64;
    const byte RecordSeparator = 0x1e;
    readonly JsonHubProtocol stock = new(options);

    static ReadOnlySpan<byte> Before => "{\"type\":2,\"invocationId\":\""u8;

    static ReadOnlySpan<byte> Between => "\",\"item\":"u8;

    public string Name => stock.Name;

    public int Version => stock.Version;

    public TransferFormat TransferFormat => stock.TransferFormat;

    public bool IsVersionSupported(int version) => stock.IsVersionSupported(version);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out HubMessage? message) =>
        stock.TryParseMessage(ref input, binder, out message);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => stock.GetMessageBytes(message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        if (message is not StreamItemMessage { Item: RawFrame frame, Headers: null or { Count: 0 }, InvocationId: { Length: <= LongestId } id } || !IsPlain(id))
            stock.WriteMessage(message, output);
        else if (output is FrameWriter writer)
            writer.Write(frame, id);
        else
            Write(id, frame.Utf8.Span, output);
    }

    /// <summary>The message that has this item.</summary>
    internal static void Write(string id, ReadOnlySpan<byte> item, IBufferWriter<byte> output)
    {
        var length = Length(id, item);
        Fill(output.GetSpan(length), id, item);
        output.Advance(length);
    }

    /// <summary>The WebSocket frame that has this item.</summary>
    internal static byte[] Frame(string id, ReadOnlySpan<byte> item)
    {
        var length = Length(id, item);
        var header = WebSocketFrame.HeaderLength(length);
        var frame = new byte[header + length];
        WebSocketFrame.WriteHeaderBefore(frame, header, length, isText: true);
        Fill(frame.AsSpan(header), id, item);
        return frame;
    }

    static int Length(string id, ReadOnlySpan<byte> item) => Before.Length + id.Length + Between.Length + item.Length + 2;

    static void Fill(Span<byte> target, string id, ReadOnlySpan<byte> item)
    {
        Before.CopyTo(target);
        var at = Before.Length + Encoding.ASCII.GetBytes(id, target[Before.Length..]);
        Between.CopyTo(target[at..]);
        at += Between.Length;
        item.CopyTo(target[at..]);
        target[at + item.Length] = (byte)'}';
        target[at + item.Length + 1] = RecordSeparator;
    }

    /// <summary>Whether it stands in JSON as it is; clients count, so it nearly always does.</summary>
    static bool IsPlain(string id)
    {
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }

        return true;
    }
}
