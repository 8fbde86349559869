using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Gateway.Streaming;

/// <summary>
/// SignalR's JSON protocol with a short way for frames: an item that is JSON already is copied between its envelope's two halves, in one piece, so that it is one WebSocket frame.
/// Everything else is the stock protocol's. Its name is the stock one's too, and of two protocols with one name SignalR takes the later.
/// </summary>
sealed class FrameProtocol(IOptions<JsonHubProtocolOptions> options) : IHubProtocol
{
    const int LongestId = 64;
    const byte RecordSeparator = 0x1e;
    readonly JsonHubProtocol stock = new(options);

    public string Name => stock.Name;

    public int Version => stock.Version;

    public TransferFormat TransferFormat => stock.TransferFormat;

    public bool IsVersionSupported(int version) => stock.IsVersionSupported(version);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out HubMessage? message) =>
        stock.TryParseMessage(ref input, binder, out message);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => stock.GetMessageBytes(message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        if (message is StreamItemMessage { Item: RawFrame frame, Headers: null or { Count: 0 }, InvocationId: { Length: <= LongestId } id } && IsPlain(id))
            Write(id, frame.Utf8.Span, output);
        else
            stock.WriteMessage(message, output);
    }

    static void Write(string id, ReadOnlySpan<byte> item, IBufferWriter<byte> output)
    {
        var before = "{\"type\":2,\"invocationId\":\""u8;
        var between = "\",\"item\":"u8;
        var length = before.Length + id.Length + between.Length + item.Length + 2;
        var target = output.GetSpan(length);
        before.CopyTo(target);
        var at = before.Length + Encoding.ASCII.GetBytes(id, target[before.Length..]);
        between.CopyTo(target[at..]);
        at += between.Length;
        item.CopyTo(target[at..]);
        target[at + item.Length] = (byte)'}';
        target[at + item.Length + 1] = RecordSeparator;
        output.Advance(length);
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
